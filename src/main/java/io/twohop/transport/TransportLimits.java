package io.twohop.transport;

/**
 * How long and how much before a peer is known, and how much may wait for it afterwards.
 *
 * @param greetingMillis from the connection to the end of the greeting, all reads together
 * @param connectMillis for a TCP connection to one address
 * @param halfOpenPerAddress connections from one address that have not greeted yet
 * @param halfOpen the same from all addresses together
 * @param tickMillis after which who was sent something shows that it lives
 * @param silenceMillis after which who shows nothing is taken for dead: more than two ticks, by
 *     what the network and a busy machine may need
 */
public record TransportLimits(
    long greetingMillis,
    int connectMillis,
    int halfOpenPerAddress,
    int halfOpen,
    QueueMarks queue,
    long tickMillis,
    long silenceMillis) {
  public static final TransportLimits USUAL =
      new TransportLimits(10_000, 5_000, 16, 512, QueueMarks.USUAL, 5_000, 25_000);
}
