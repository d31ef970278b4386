package io.twohop.config;

/** Everything that can be said, as {@code --word VALUE} and as {@code word: VALUE} in a file. */
public enum Key {
  DIR("dir", Many.NO, Asked.OF_BOTH),
  STATE("state", Many.NO, Asked.OF_BOTH),
  STAGE("stage", Many.NO, Asked.OF_BOTH),
  SITE("site", Many.NO, Asked.OF_BOTH),
  LISTEN("listen", Many.YES, Asked.OF_HUB),
  ADVERTISE("advertise", Many.YES, Asked.OF_HUB),
  HUB("hub", Many.NO, Asked.OF_SPOKE),
  TOKEN("token", Many.NO, Asked.OF_SPOKE),
  NAME("name", Many.NO, Asked.OF_SPOKE),
  FIRST_CONTACT("first-contact", Many.NO, Asked.OF_SPOKE),
  HTTP("http", Many.NO, Asked.OF_BOTH),
  HEALTH("health", Many.NO, Asked.OF_BOTH),
  EXCLUDE("exclude", Many.YES, Asked.OF_BOTH);

  private enum Many {
    YES,
    NO
  }

  private enum Asked {
    OF_BOTH,
    OF_HUB,
    OF_SPOKE
  }

  private final String word;
  private final Many many;
  private final Asked asked;

  Key(String word, Many many, Asked asked) {
    this.word = word;
    this.many = many;
    this.asked = asked;
  }

  /** The key in a file, and the flag without its dashes. */
  public String word() {
    return word;
  }

  /** Whether it may have several values. */
  public boolean takesMany() {
    return many == Many.YES;
  }

  public boolean isFor(Command command) {
    return switch (asked) {
      case OF_BOTH -> true;
      case OF_HUB -> command == Command.HUB;
      case OF_SPOKE -> command == Command.SPOKE;
    };
  }
}
