package io.twohop.transport;

/**
 * What went over a session so far.
 *
 * @param receivedBytes as they came from the network, encryption included
 * @param sentBytes as they went to the network
 * @param queuedBytes waiting to be sent
 * @param writingSinceNanos the {@link System#nanoTime} at which the present write began, 0 if none:
 *     a peer that does not read shows here
 */
public record Traffic(
    long receivedBytes,
    long sentBytes,
    long receivedMessages,
    long sentMessages,
    long queuedBytes,
    long writingSinceNanos) {}
