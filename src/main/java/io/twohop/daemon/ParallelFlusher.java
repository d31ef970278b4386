package io.twohop.daemon;

import io.twohop.apply.Flusher;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Flushes several files at a time, so that the file system puts them into one commit of its own.
 */
final class ParallelFlusher implements Flusher {
  private final Syscalls syscalls;
  private final Executor workers;

  ParallelFlusher(Syscalls syscalls, Executor workers) {
    this.syscalls = syscalls;
    this.workers = workers;
  }

  @Override
  public void flush(List<Fd> files) {
    if (files.size() == 1) {
      syscalls.fdatasync(files.getFirst());
      return;
    }
    List<CompletableFuture<Void>> flushes = new ArrayList<>();
    for (Fd file : files) {
      flushes.add(CompletableFuture.runAsync(() -> syscalls.fdatasync(file), workers));
    }
    ErrnoException refused = null;
    for (CompletableFuture<Void> flush : flushes) {
      try {
        flush.join();
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof ErrnoException cause)) {
          throw e;
        }
        refused = cause;
      }
    }
    if (refused != null) {
      throw refused;
    }
  }
}
