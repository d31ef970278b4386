package io.twohop.transport;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Addresses as people write them: IPv6 with its zeros left out, as in RFC 5952. */
public final class AddressText {
  private static final int GROUPS = 8;

  private AddressText() {}

  /** Without brackets; with a zone where the address means nothing without it. */
  public static String of(InetAddress address) {
    if (!(address instanceof Inet6Address six)) {
      return address.getHostAddress();
    }
    String text = six.getHostAddress();
    int zone = text.indexOf('%');
    return compressed(six.getAddress())
        + (zone >= 0 && six.isLinkLocalAddress() ? text.substring(zone) : "");
  }

  private static String compressed(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    int from = 0;
    int length = 1;
    for (int start = 0; start < GROUPS; start++) {
      int end = start;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - start > length) {
        from = start;
        length = end - start;
      }
    }
    return length == 1
        ? joined(groups, 0, GROUPS)
        : joined(groups, 0, from) + "::" + joined(groups, from + length, GROUPS);
  }

  private static String joined(int[] groups, int from, int to) {
    StringBuilder out = new StringBuilder();
    for (int i = from; i < to; i++) {
      out.append(i > from ? ":" : "").append(Integer.toHexString(groups[i]));
    }
    return out.toString();
  }
}
