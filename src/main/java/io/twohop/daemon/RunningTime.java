package io.twohop.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * How long a hub has been running in all its runs together, so that no jump of the clock makes
 * anything old. Any thread may call it.
 */
final class RunningTime {
  private final Path file;
  private final long beforeMillis;
  private final long startNanos = System.nanoTime();

  private RunningTime(Path file, long beforeMillis) {
    this.file = file;
    this.beforeMillis = beforeMillis;
  }

  /**
   * Goes on from what the file says; one that cannot be read makes everything younger, not older.
   */
  static RunningTime load(Path file) {
    try {
      return new RunningTime(file, Long.parseLong(Files.readString(file).strip()));
    } catch (IOException | NumberFormatException none) {
      return new RunningTime(file, 0);
    }
  }

  long millis() {
    return beforeMillis + (System.nanoTime() - startNanos) / 1_000_000;
  }

  /** LIMIT: what ran since the last call is forgotten by a crash. */
  void save() throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(next, Long.toString(millis()) + "\n");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
