package io.twohop.cli;

import io.twohop.daemon.Console;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A daemon's lines on standard output. Under systemd a line begins with its level, as {@code
 * sd-daemon(3)} has it, and journald adds the time; else with the time in UTC.
 */
final class LogConsole implements Console {
  private final Terminal terminal;
  private final boolean journald;

  LogConsole(Terminal terminal) {
    this.terminal = terminal;
    this.journald = terminal.environment().containsKey("JOURNAL_STREAM");
  }

  @Override
  public void log(int level, String text) {
    if (journald) {
      terminal.say("<" + level + ">" + text);
      return;
    }
    String severity = level <= 3 ? "error: " : level == 4 ? "warning: " : "";
    terminal.say(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + severity + text);
  }

  @Override
  public void say(String line) {
    terminal.say(line);
  }
}
