package io.twohop.transport;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts connections that have not greeted yet, of each address and together. */
final class HalfOpen {
  private final int perAddressMax;
  private final int max;
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private int all;

  HalfOpen(int perAddressMax, int max) {
    this.perAddressMax = perAddressMax;
    this.max = max;
  }

  /** Whether one more may greet; then {@link #left} must follow. */
  synchronized boolean entered(InetAddress address) {
    int fromThere = perAddress.getOrDefault(address, 0);
    if (fromThere >= perAddressMax || all >= max) {
      return false;
    }
    perAddress.put(address, fromThere + 1);
    all++;
    return true;
  }

  synchronized void left(InetAddress address) {
    perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    all--;
  }
}
