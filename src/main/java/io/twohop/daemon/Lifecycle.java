package io.twohop.daemon;

import io.twohop.index.StoreProblem;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether a daemon is to go on, and why not. Any thread may call it. */
final class Lifecycle {
  private final Console console;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final AtomicReference<@Nullable UserError> why = new AtomicReference<>();

  Lifecycle(Console console) {
    this.console = console;
  }

  /** It ends as it was told to. */
  void end() {
    ending.countDown();
  }

  /** It ends because the person has to do something. */
  void giveUp(UserError error) {
    why.compareAndSet(null, error);
    ending.countDown();
  }

  /** It ends because of a fault: of the disk, or of the program. */
  void fail(Throwable cause) {
    if (isDiskFull(cause)) {
      giveUp(
          new UserError(
              UserError.EXIT_UNUSABLE,
              cause,
              "stopped, because the disk of the state directory is full: " + cause.getMessage(),
              "what was accepted is safe, and what is in the tree stays there",
              "fix:  make room there, then start it again: it goes on where it was"));
      return;
    }
    console.log(3, "cannot go on: " + cause);
    for (StackTraceElement frame : cause.getStackTrace()) {
      console.log(3, "  at " + frame);
    }
    giveUp(
        new UserError(
            UserError.EXIT_FAILED,
            cause,
            "stopped, because something failed that cannot be repaired here: " + cause,
            "what was accepted is safe, and what is in the tree stays there",
            "fix:  start it again; if it recurs, please report the lines above"));
  }

  private static boolean isDiskFull(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean full =
          switch (cause) {
            case StoreProblem p -> p.kind() == StoreProblem.Kind.FULL;
            case ErrnoException e -> e.is(Errno.ENOSPC) || e.is(Errno.EDQUOT);
            // The JDK has no word for it but the kernel's, see strerror(3).
            case IOException e -> String.valueOf(e.getMessage()).contains("No space left");
            default -> false;
          };
      if (full) {
        return true;
      }
    }
    return false;
  }

  /** Waits until one of these was called. */
  void await() throws InterruptedException, UserError {
    ending.await();
    UserError error = why.get();
    if (error != null) {
      throw error;
    }
  }
}
