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

  public Refusal(Trouble trouble, String... lines) {
    super(String.join("\n", lines));
    this.trouble = trouble;
  }

  public Refusal(Trouble trouble, List<String> lines) {
    super(String.join("\n", lines));
    this.trouble = trouble;
  }

  public Trouble trouble() {
    return trouble;
  }

  public List<String> lines() {
    return String.valueOf(getMessage()).lines().toList();
  }
}
