package io.twohop.cli;

import java.util.List;

/**
 * Something that the person at the terminal can mend: printed as it is, never with a stack trace.
 * The first line says what and why, later ones what it means and what to do.
 */
final class UserMistake extends Exception {
  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;

  @SuppressWarnings("serial") // an immutable list of strings
  private final List<String> lines;

  UserMistake(ExitCode exitCode, String... lines) {
    super(String.join("\n", lines));
    this.exitCode = exitCode;
    this.lines = List.of(lines);
  }

  ExitCode exitCode() {
    return exitCode;
  }

  List<String> lines() {
    return lines;
  }
}
