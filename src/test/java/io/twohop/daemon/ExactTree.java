package io.twohop.daemon;

import java.io.IOException;
import java.nio.file.Path;

/**
 * All that is carried of a tree, byte for byte, as find(1) tells it: names that are no text and
 * paths longer than the kernel takes in one call included.
 */
final class ExactTree {
  private static final String MARKS = "! -name '" + JournalSince.MARK + "*'";

  private ExactTree() {}

  /** Kind, mode, owner, and of files time, size and content, of links the target; sorted. */
  static String of(Path directory) throws IOException {
    return Shell.run(
        directory,
        "export LC_ALL=C; { find . -mindepth 1 "
            + MARKS
            + " \\( -type d -printf 'd %m %U:%G %P\\0' -o -type l -printf 'l %U:%G %l <- %P\\0'"
            + " -o -type f -printf 'f %m %U:%G %T@ %s %P\\0' \\);"
            + " find . -type f "
            + MARKS
            + " -execdir sha256sum -z {} + ; } | sort -z | tr '\\0' '\\n'");
  }
}
