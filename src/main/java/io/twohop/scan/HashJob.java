package io.twohop.scan;

import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import org.jspecify.annotations.Nullable;

/** Reads a big file on a worker, so that it holds up nothing else. Owns its descriptor. */
final class HashJob implements Runnable {
  private final Syscalls syscalls;
  private final Freshness freshness;
  private final Fd file;
  private final Stat before;
  private volatile boolean done;
  private volatile @Nullable Reading reading;

  HashJob(Syscalls syscalls, Freshness freshness, Fd file, Stat before) {
    this.syscalls = syscalls;
    this.freshness = freshness;
    this.file = file;
    this.before = before;
  }

  @Override
  public void run() {
    try (file) {
      reading = Reading.of(syscalls, freshness, file, before, new byte[Reading.BUFFER_BYTES]);
    } catch (ErrnoException unreadable) {
      // The next look meets the same error where it can be told.
      reading = null;
    } finally {
      done = true;
    }
  }

  boolean isDone() {
    return done;
  }

  /** Null if the file changed or could not be read: look again. */
  @Nullable Reading reading() {
    return reading;
  }
}
