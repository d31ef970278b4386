package io.twohop.daemon;

import io.twohop.transport.Membership;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** What is left of a membership that was given up: nothing that a later start would go on with. */
final class Departure {
  /** What the daemon put aside for its user is not the daemon's to delete. */
  private static final String ASIDE = "aside-";

  private static final String STAGE = "stage";

  private Departure() {}

  /**
   * Deletes the membership first, so that whatever follows a token is needed, then what belonged to
   * it. A stage that is not empty may hold an edit that nobody has seen yet: it is put aside.
   */
  static void forget(Path state, String site) throws IOException {
    Membership.forget(state);
    Path directory = state.resolve("sites").resolve(site);
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory)) {
      for (Path part : parts) {
        String name = part.getFileName().toString();
        if (name.equals(STAGE) && !isEmpty(part)) {
          Files.move(part, part.resolveSibling(ASIDE + STAGE + "-" + System.currentTimeMillis()));
        } else if (!name.startsWith(ASIDE)) {
          delete(part);
        }
      }
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
      return !names.iterator().hasNext();
    }
  }

  private static void delete(Path part) throws IOException {
    Files.walkFileTree(
        part,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException failed)
              throws IOException {
            if (failed != null) {
              throw failed;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
