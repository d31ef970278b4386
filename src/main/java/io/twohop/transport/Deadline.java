package io.twohop.transport;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends something unless it is done in time. A time-out on each read would not do: a peer that sends
 * one byte a second never meets it.
 */
final class Deadline implements AutoCloseable, Runnable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicBoolean passed = new AtomicBoolean();

  private final long millis;
  private final Runnable onTimeout;

  /** Runs out this long after it is started on a thread of its own. */
  Deadline(long millis, Runnable onTimeout) {
    this.millis = millis;
    this.onTimeout = onTimeout;
  }

  @Override
  public void run() {
    try {
      if (!done.await(millis, TimeUnit.MILLISECONDS)) {
        passed.set(true);
        onTimeout.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      onTimeout.run();
    }
  }

  boolean hasPassed() {
    return passed.get();
  }

  /** It is done. */
  @Override
  public void close() {
    done.countDown();
  }
}
