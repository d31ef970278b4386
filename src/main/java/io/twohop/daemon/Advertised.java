package io.twohop.daemon;

import io.twohop.transport.AddressText;
import io.twohop.transport.HostPort;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where a hub can be reached that listens at all addresses: each of this machine, one by one. */
final class Advertised {
  /** LIMIT: addresses in one token. */
  private static final int MAX = 16;

  private Advertised() {}

  static List<HostPort> of(List<HostPort> listening) {
    List<HostPort> found = new ArrayList<>();
    List<HostPort> loopback = new ArrayList<>();
    for (HostPort at : listening) {
      if (!isWildcard(at)) {
        found.add(at);
        continue;
      }
      for (InetAddress address : addresses()) {
        HostPort one = new HostPort(AddressText.of(address), at.port());
        (address.isLoopbackAddress() ? loopback : found).add(one);
      }
    }
    // For a hub and spokes on one machine without a network.
    found.addAll(loopback);
    return found.stream().distinct().limit(MAX).toList();
  }

  private static boolean isWildcard(HostPort at) {
    try {
      return InetAddress.getByName(at.host()).isAnyLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static List<InetAddress> addresses() {
    List<InetAddress> all = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress address : Collections.list(each.getInetAddresses())) {
          if (!address.isLinkLocalAddress()) {
            all.add(address);
          }
        }
      }
    } catch (SocketException e) {
      all.add(InetAddress.getLoopbackAddress());
    }
    return all;
  }
}
