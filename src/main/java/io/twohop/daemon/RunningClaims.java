package io.twohop.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Trees that are locked below a directory, by what the kernel says of its locks: a daemon locks the
 * root of its tree, so asking each directory below another would be a walk over all of it.
 *
 * <p>LIMIT: a daemon of another user is seen by root only, and none inside a container.
 */
final class RunningClaims {
  /** See proc_locks(5): the kind, then the mode, then how, then the process. */
  private static final Path LOCKS = Path.of("/proc/locks");

  private static final String WHOLE_FILE_LOCK = "FLOCK";
  private static final int KIND = 1;
  private static final int PROCESS = 4;
  private static final int INODE = 5;

  private RunningClaims() {}

  /** A directory below this one that somebody has locked; null if none is known. */
  static @Nullable Path below(Path root) {
    try {
      Set<String> inodes = new TreeSet<>();
      Set<String> processes = new TreeSet<>();
      for (String line : Files.readAllLines(LOCKS, StandardCharsets.US_ASCII)) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > INODE && fields[KIND].equals(WHOLE_FILE_LOCK)) {
          processes.add(fields[PROCESS]);
          inodes.add(fields[INODE].substring(fields[INODE].lastIndexOf(':') + 1));
        }
      }
      for (String process : processes) {
        Path found = heldBy(process, root, inodes);
        if (found != null) {
          return found;
        }
      }
      return null;
    } catch (IOException unreadable) {
      return null;
    }
  }

  private static @Nullable Path heldBy(String process, Path root, Set<String> inodes) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc", process, "fd"))) {
      for (Path descriptor : open) {
        Path target = Files.readSymbolicLink(descriptor);
        boolean below = target.startsWith(root) && !target.equals(root);
        if (below
            && Files.isDirectory(target)
            && inodes.contains(Files.getAttribute(target, "unix:ino").toString())) {
          return target;
        }
      }
    } catch (IOException ended) {
      return null;
    }
    return null;
  }
}
