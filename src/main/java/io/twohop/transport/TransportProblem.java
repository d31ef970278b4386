package io.twohop.transport;

/** Something that a person must change; the text says what it is and what to do. */
public final class TransportProblem extends Exception {
  private static final long serialVersionUID = 1L;

  public TransportProblem(String text, Throwable cause) {
    super(text, cause);
  }
}
