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
    int code = Twohop.run(args, Terminal.ofProcess()).number();
    if (Twohop.isDaemon(args)) {
      // Waits for the thread that ends the daemon, if the process was told to end meanwhile.
      System.exit(code);
    }
    // WHY: System.exit loads the logging of the JDK first, which takes as long as a whole command.
    Runtime.getRuntime().halt(code);
  }
}
