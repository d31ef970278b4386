package io.twohop.transport;

/**
 * How long and how much before a peer is known, and how much may wait for it afterwards.
 *
 * @param greetingMillis from the connection to the end of the greeting, all reads together
 * @param connectMillis for a TCP connection to one address
 * @param halfOpenPerAddress connections from one address that have not greeted yet
 * @param halfOpen the same from all addresses together
 */
public record TransportLimits(
    long greetingMillis,
    int connectMillis,
    int halfOpenPerAddress,
    int halfOpen,
    QueueMarks queue) {
  public static final TransportLimits USUAL =
      new TransportLimits(10_000, 5_000, 16, 512, QueueMarks.USUAL);
}
