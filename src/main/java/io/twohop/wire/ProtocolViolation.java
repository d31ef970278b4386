package io.twohop.wire;

/**
 * Bytes that no correct peer sends: malformed, beyond a limit, or from the wrong side.
 *
 * <p>Nothing of the message took effect. The session cannot go on, since the place of the next
 * message is not known for sure.
 */
public final class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1L;

  public ProtocolViolation(String what) {
    super(what);
  }

  ProtocolViolation(IllegalArgumentException cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
