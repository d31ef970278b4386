package io.twohop.cli;

import io.twohop.daemon.Console;
import java.util.concurrent.CountDownLatch;

/** The lines of one daemon of several in a terminal: what matters, with the daemon's name. */
final class DemoConsole implements Console {
  private static final int NOTICE = 5;

  private final String name;
  private final Terminal terminal;
  private final CountDownLatch ready = new CountDownLatch(1);

  DemoConsole(String name, Terminal terminal) {
    this.name = name;
    this.terminal = terminal;
  }

  String name() {
    return name;
  }

  /** Opens when the daemon says that it is caught up. */
  CountDownLatch ready() {
    return ready;
  }

  @Override
  public void log(int level, String text) {
    if (level <= NOTICE) {
      terminal.say(name + ": " + text);
    }
  }

  @Override
  public void say(String line) {
    terminal.say(name + ": " + line);
    if (line.equals("ready")) {
      ready.countDown();
    }
  }
}
