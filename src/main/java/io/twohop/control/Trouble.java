package io.twohop.control;

import java.util.Locale;
import java.util.Optional;

/** Why something asked for was not done. The command line has an exit code for each. */
public enum Trouble {
  /** A mistake of the program; the log has more. */
  INTERNAL,
  /** It was asked for in a way that is not understood. */
  USAGE,
  /** No daemon answers. */
  NOT_RUNNING,
  /** The hub does not answer. */
  HUB_UNREACHABLE,
  /** The hub answers, and says no. */
  REFUSED_BY_HUB,
  /** A directory, the state or an address cannot be used; or the caller may not. */
  UNUSABLE;

  /** The word in answers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Trouble> ofWord(String word) {
    for (Trouble trouble : values()) {
      if (trouble.word().equals(word)) {
        return Optional.of(trouble);
      }
    }
    return Optional.empty();
  }
}
