package io.twohop.transport;

/** Where sessions come in. */
public interface Door {
  /** A peer was let in. Its messages go to the receiver returned; none is read before. */
  Receiver open(Session session);
}
