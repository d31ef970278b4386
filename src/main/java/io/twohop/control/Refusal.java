package io.twohop.control;

import java.util.List;

/**
 * Something was not done, and nothing was changed by trying.
 *
 * <p>The lines are for the person who asked: what and why, then what it means, then what to do.
 */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final Trouble trouble;

  @SuppressWarnings("serial") // an immutable list of strings
  private final List<String> lines;

  public Refusal(Trouble trouble, String... lines) {
    this(trouble, List.of(lines));
  }

  public Refusal(Trouble trouble, List<String> lines) {
    super(String.join("\n", lines));
    this.trouble = trouble;
    this.lines = List.copyOf(lines);
  }

  public Trouble trouble() {
    return trouble;
  }

  public List<String> lines() {
    return lines;
  }
}
