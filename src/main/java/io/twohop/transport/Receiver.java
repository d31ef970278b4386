package io.twohop.transport;

import io.twohop.core.message.Message;

/** The other end of a session, inside this process. */
public interface Receiver {
  /**
   * A message arrived. Called by the session's reader, one at a time and in order; while it does
   * not return nothing more is read, so that a full peer is slowed down by TCP.
   */
  void received(Message message);

  /**
   * The queue has fallen to its low mark after {@link Session#hasRoom} had said no. Called by the
   * session's writer; must not block.
   */
  void drained();

  /** The session is over; called once, after the last {@link #received}. */
  void ended(Ending ending);
}
