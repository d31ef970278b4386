package io.twohop.apply;

import io.twohop.posix.Fd;
import java.util.ArrayList;
import java.util.List;

/** Files that have to be on disk before they replace others. Takes them over and closes them. */
final class FlushQueue implements AutoCloseable {
  /** LIMIT: far below the usual 1,024 descriptors of a process. */
  static final int MAX_FILES = 256;

  private final Flusher flusher;
  private final List<Fd> waiting = new ArrayList<>();

  FlushQueue(Flusher flusher) {
    this.flusher = flusher;
  }

  void add(Fd file) {
    waiting.add(file);
    if (waiting.size() == MAX_FILES) {
      drain();
    }
  }

  /** Returns when everything added is on disk. */
  void drain() {
    try {
      if (!waiting.isEmpty()) {
        flusher.flush(List.copyOf(waiting));
      }
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    waiting.forEach(Fd::close);
    waiting.clear();
  }
}
