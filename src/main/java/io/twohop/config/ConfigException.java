package io.twohop.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Carries every mistake found, in the order of the file. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // an immutable list of records of strings
  private final List<Mistake> mistakes;

  /** At least one mistake. The message has one line for each. */
  public ConfigException(List<Mistake> mistakes) {
    super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
    if (mistakes.isEmpty()) {
      throw new IllegalArgumentException("no mistake");
    }
    this.mistakes = List.copyOf(mistakes);
  }

  public List<Mistake> mistakes() {
    return mistakes;
  }
}
