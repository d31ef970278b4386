package io.twohop.transport;

/** Why a session is over. */
public record Ending(Cause cause, String detail) {
  /** What ended it. */
  public enum Cause {
    /** This process wanted so. */
    CLOSED_HERE,
    /** The peer closed, or the network failed. */
    LOST,
    /** The peer sent what no correct peer sends. */
    PROTOCOL_VIOLATION,
    /** The peer did not read, and more was queued than the hard limit. */
    STALLED,
    /** A newer session of the same member took over. */
    REPLACED,
    /** The member was removed. */
    REMOVED
  }

  static Ending here(String detail) {
    return new Ending(Cause.CLOSED_HERE, detail);
  }

  static Ending lost(Throwable cause) {
    String text = cause.getMessage();
    return new Ending(Cause.LOST, text == null ? cause.getClass().getSimpleName() : text);
  }
}
