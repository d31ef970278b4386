package io.twohop.daemon;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The threads of one daemon. */
final class Threads implements AutoCloseable {
  private static final long CLOSE_GRACE_SECONDS = 5;

  /** LIMIT: files that are read or flushed at a time; more would only queue in the kernel. */
  private static final int FILE_WORKERS = 4;

  /** One thread for each task; cheap enough for one per session and per transfer. */
  final ExecutorService tasks = TaskThreads.open();

  /**
   * For jobs that spend their time in system calls, which could hold up a virtual thread's carrier.
   */
  final ExecutorService files =
      Executors.newFixedThreadPool(
          FILE_WORKERS, Thread.ofPlatform().name("file-", 0).daemon().factory());

  /** Starts a thread of its own. */
  static Thread start(String name, Runnable job) {
    return Thread.ofPlatform().name(name).daemon().start(job);
  }

  @Override
  public void close() {
    tasks.shutdownNow();
    files.shutdown();
    try {
      boolean ended = files.awaitTermination(CLOSE_GRACE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        files.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
