package io.twohop.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** What {@code twohop doctor} looks at in the kernel: its version and its limits. */
final class MachineChecks {
  /** openat2(2), without which no path can be confined to a tree. */
  private static final int KERNEL_MAJOR = 5;

  private static final int KERNEL_MINOR = 6;

  /** LIMIT: stage files, sessions and content being read, with room. */
  private static final long OPEN_FILES = 1024;

  private final Checkup checkup;

  MachineChecks(Checkup checkup) {
    this.checkup = checkup;
  }

  void kernel() {
    String release = line(Path.of("/proc/sys/kernel/osrelease")).orElse("0.0");
    String[] parts = release.split("[^0-9]+", 3);
    int major = Integer.parseInt(parts[0]);
    int minor = parts.length > 1 && !parts[1].isEmpty() ? Integer.parseInt(parts[1]) : 0;
    if (major > KERNEL_MAJOR || (major == KERNEL_MAJOR && minor >= KERNEL_MINOR)) {
      checkup.fine("kernel " + release);
    } else {
      checkup.wrong(
          "kernel %s is older than %d.%d".formatted(release, KERNEL_MAJOR, KERNEL_MINOR),
          "it has no openat2, by which paths are kept inside the tree",
          "fix:  boot a newer kernel");
    }
  }

  void watches(Path tree) {
    long directories = directories(tree);
    long limit = number("/proc/sys/fs/inotify/max_user_watches");
    if (directories * 5 > limit * 4) {
      checkup.wrong(
          "%d directories, and the kernel's limit is %d watches".formatted(directories, limit),
          "changes in directories without a watch are found by scanning, late",
          "fix:  sysctl fs.inotify.max_user_watches=" + Long.highestOneBit(directories) * 4,
          "      and the same line in /etc/sysctl.d/60-twohop.conf");
    } else {
      checkup.fine("%d directories, up to %d can be watched".formatted(directories, limit));
    }
    long queue = number("/proc/sys/fs/inotify/max_queued_events");
    if (queue < 16_384) {
      checkup.wrong(
          "the kernel queues only " + queue + " changes",
          "more at once mean a scan of the tree",
          "fix:  sysctl fs.inotify.max_queued_events=65536");
    }
  }

  void openFiles() {
    long limit = openFileLimit();
    if (limit < OPEN_FILES) {
      checkup.wrong(
          "a process may open only " + limit + " files",
          "fix:  ulimit -n 65536, or LimitNOFILE=65536 in the unit");
    } else {
      checkup.fine("a process may open " + limit + " files");
    }
  }

  private static long directories(Path tree) {
    long[] count = {0};
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              count[0]++;
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      return count[0];
    }
    return count[0];
  }

  private static long openFileLimit() {
    try {
      return Files.readAllLines(Path.of("/proc/self/limits")).stream()
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.substring("Max open files".length()).strip().split("\\s+", 2)[0])
          .filter(word -> word.matches("[0-9]{1,18}"))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  private static long number(String file) {
    return line(Path.of(file))
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(Long.MAX_VALUE);
  }

  /** WHY: not readString: it reads one byte first, and a number in /proc/sys is told only once. */
  private static Optional<String> line(Path file) {
    try {
      return Files.readAllLines(file).stream().findFirst().map(String::strip);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
