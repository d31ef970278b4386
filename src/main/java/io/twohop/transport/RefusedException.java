package io.twohop.transport;

/** A hub does not let somebody in; the text is for people. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  RefusedException(Refusal refusal, String text) {
    super(text);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
