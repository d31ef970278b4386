package io.twohop.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A range of addresses, {@code 10.0.0.0/8} or {@code fd00::/8}. */
public record Cidr(InetAddress network, int prefixBits) {
  public Cidr {
    if (prefixBits < 0 || prefixBits > 8 * network.getAddress().length) {
      throw new IllegalArgumentException(
          "/" + prefixBits + " is longer than an address: " + AddressText.of(network));
    }
  }

  /**
   * Reads {@code ADDRESS/BITS} or one address.
   *
   * @throws IllegalArgumentException if it is neither; names are not looked up
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      throw new IllegalArgumentException("not an address or ADDRESS/BITS: '" + text + "'");
    }
    try {
      InetAddress network = InetAddress.getByName(address);
      int bits =
          slash < 0 ? 8 * network.getAddress().length : Integer.parseInt(text.substring(slash + 1));
      return new Cidr(network, bits);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException("not an address or ADDRESS/BITS: '" + text + "'", e);
    }
  }

  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] theirs = address.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit++) {
      int mask = 0x80 >> (bit & 7);
      if (((mine[bit >> 3] ^ theirs[bit >> 3]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return AddressText.of(network) + "/" + prefixBits;
  }
}
