package io.twohop.daemon;

import java.util.List;

/**
 * Something that the person at the command line can mend. The message is for them, line by line;
 * nothing was changed that a second attempt would trip over.
 */
public final class UserError extends Exception {
  private static final long serialVersionUID = 1L;

  /** The exit code of a mistake in what was asked for, see {@code twohop --help}. */
  public static final int EXIT_USAGE = 2;

  /** The exit code of a hub that does not answer. */
  public static final int EXIT_HUB_UNREACHABLE = 11;

  /** The exit code of a hub that answers no: token wrong, used or expired; member removed. */
  public static final int EXIT_REFUSED_BY_HUB = 12;

  /** The exit code of a directory, state or address that cannot be used. */
  public static final int EXIT_UNUSABLE = 13;

  /** The exit code of something that failed although it was asked for correctly. */
  public static final int EXIT_FAILED = 1;

  private final int exitCode;

  public UserError(int exitCode, String... lines) {
    super(String.join("\n", lines));
    this.exitCode = exitCode;
  }

  public UserError(int exitCode, Throwable cause, String... lines) {
    super(String.join("\n", lines), cause);
    this.exitCode = exitCode;
  }

  /** What to print, one line each. */
  public List<String> lines() {
    return String.valueOf(getMessage()).lines().toList();
  }

  public int exitCode() {
    return exitCode;
  }
}
