package io.twohop.transport;

import io.twohop.core.message.Message;
import io.twohop.wire.Framed;

/**
 * A conversation with one peer whose identity is known. Any thread may call it.
 *
 * <p>What is offered arrives in order, but that {@link Message.Chunk}s give way to everything else.
 * Nothing tells that a message arrived; the protocol's own answers do.
 */
public interface Session {
  Peer peer();

  /**
   * Queues a message and returns at once.
   *
   * @return false if the session has ended, or ends now because more is queued than its hard limit:
   *     the message will not be sent
   */
  boolean offer(Message message);

  /** The same for a message that was encoded once for several sessions. */
  boolean offer(Framed message);

  /**
   * Whether more should be queued. After a false answer {@link Receiver#drained} is called once,
   * when the queue has fallen to its low mark.
   */
  boolean hasRoom();

  /** Queues {@code last} in place of all that is not sent yet, and ends within about a second. */
  void finish(Message last);

  /** Ends at once; {@link Receiver#ended} follows. Does nothing if it has ended. */
  void close(Ending why);

  Traffic traffic();
}
