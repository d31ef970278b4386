package io.twohop.cli;

import io.twohop.daemon.Termination;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a daemon in order when the process is told to end, and then ends the process with 0: who
 * stops a service has not found a fault.
 */
final class Ending {
  private final AtomicBoolean over = new AtomicBoolean();

  private Ending() {}

  /**
   * @param parts closed in this order
   */
  static Ending when(AutoCloseable... parts) {
    Ending ending = new Ending();
    Termination.whenTold(() -> ending.end(List.of(parts)));
    return ending;
  }

  private void end(List<AutoCloseable> parts) {
    if (over.getAndSet(true)) {
      return;
    }
    ExitCode code = ExitCode.OK;
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        code = ExitCode.INTERNAL;
      }
    }
    Runtime.getRuntime().halt(code.number());
  }

  /** The daemon ended by itself: the process ends with whatever exit code that has. */
  void over() {
    over.set(true);
  }
}
