package io.twohop.core.brake;

/** Why a brake holds. */
public enum Cause {
  /** Many files are missing, and nobody saw how they went. */
  MANY_MISSING("more than this member lets pass without a word"),
  /** The tree's root had two children or more, and has none. */
  ROOT_EMPTIED("nothing is left in the directory, as if it were not mounted or had been emptied"),
  /** A hub that lost changes, is another one or tells only what it has lacks many files. */
  HUB_REMOVES(
      "the hub lost changes, is another one, or this member was away for long, and more is not on"
          + " the hub than passes without a word"),
  /** Not one file is as it was. */
  ALL_CHANGED("every file has other content than before, as after a bad restore or encryption");

  private final String text;

  Cause(String text) {
    this.text = text;
  }

  /** For people, without a full stop. */
  public String text() {
    return text;
  }
}
