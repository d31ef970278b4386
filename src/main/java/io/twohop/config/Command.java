package io.twohop.config;

/** The two commands that stay: each has its keys. */
public enum Command {
  HUB("hub"),
  SPOKE("spoke");

  private final String word;

  Command(String word) {
    this.word = word;
  }

  /** The word on the command line. */
  public String word() {
    return word;
  }
}
