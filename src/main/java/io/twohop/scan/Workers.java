package io.twohop.scan;

/** Threads for what takes long. */
@FunctionalInterface
public interface Workers {
  /**
   * Runs a job on another thread, soon or when one is free, and calls {@link Scanner#step} some
   * time after it has ended. A job never throws; one that is never run leaves its file unreported
   * and open.
   */
  void run(Runnable job);
}
