package io.twohop.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** Looks at the size of a file again and again, as a web server's visitors do. */
final class SizeObserver implements AutoCloseable {
  private static final long EVERY_NANOS = 500_000;

  private final Path file;
  private final Set<Long> sizes = new TreeSet<>();
  private final Thread thread;
  private volatile boolean stopping;
  private long last = -1;
  private boolean shrank;
  private boolean vanished;

  SizeObserver(Path file) {
    this.file = file;
    thread = Thread.ofPlatform().daemon().start(this::run);
  }

  private void run() {
    while (!stopping) {
      long now = size();
      if (now >= 0) {
        sizes.add(now);
      }
      shrank |= now >= 0 && now < last;
      vanished |= now < 0 && last >= 0;
      last = now;
      LockSupport.parkNanos(EVERY_NANOS);
    }
  }

  private long size() {
    try {
      return Files.size(file);
    } catch (IOException missing) {
      return -1;
    }
  }

  /** Ends it; what it saw can be asked for then. */
  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every size that was seen. */
  Set<Long> sizes() {
    return sizes;
  }

  /** Whether the file was ever shorter than before. */
  boolean shrank() {
    return shrank;
  }

  /** Whether it was ever gone after it had been there. */
  boolean vanished() {
    return vanished;
  }
}
