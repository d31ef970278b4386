package io.twohop.json;

/** Text that is not JSON, or more of it than is read here. */
public final class JsonMistake extends Exception {
  private static final long serialVersionUID = 1;

  JsonMistake(String what, int at) {
    super(what + " at character " + (at + 1));
  }
}
