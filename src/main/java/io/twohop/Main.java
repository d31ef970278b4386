package io.twohop;

import io.twohop.cli.Terminal;
import io.twohop.cli.Twohop;

/** The program's entry point. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.exit(Twohop.run(args, Terminal.ofProcess()).number());
  }
}
