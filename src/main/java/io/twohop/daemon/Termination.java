package io.twohop.daemon;

/** The operating system's wish that this process ends: SIGTERM, SIGINT, SIGHUP. */
public final class Termination {
  private Termination() {}

  /**
   * Has {@code action} run, on a thread of its own, when the process is told to end. The process
   * ends when it returns. It also runs on an ordinary exit, so it has to know that there is nothing
   * left to do.
   */
  public static void whenTold(Runnable action) {
    Runtime.getRuntime().addShutdownHook(new Thread(action, "termination"));
  }
}
