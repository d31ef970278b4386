package io.twohop.keep;

import io.twohop.model.Entry;
import io.twohop.model.Escaped;
import io.twohop.model.Name;
import io.twohop.model.RestoredName;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Syscalls;
import io.twohop.tree.TreeWalk;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes the keep out for people: a flat directory of files, and an index. */
final class KeepExport {
  private static final byte[] INDEX = "index.txt".getBytes(StandardCharsets.US_ASCII);

  private final Syscalls syscalls;
  private final Fd directory;
  private final StringBuilder index = new StringBuilder();
  private int files;

  /** Into this directory. */
  KeepExport(Syscalls syscalls, Fd directory) {
    this.syscalls = syscalls;
    this.directory = directory;
  }

  /**
   * Writes the index.
   *
   * @return how many files there are beside it
   */
  int finish() {
    byte[] text = index.toString().getBytes(StandardCharsets.UTF_8);
    new TreeWalk(syscalls).delete(directory, INDEX);
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    try (Fd file = syscalls.openat2(directory, INDEX, flags, 0600, Resolve.CONFINED)) {
      syscalls.writeFully(file, text, 0, text.length);
    }
    return files;
  }

  /**
   * Writes out one item.
   *
   * @param dir its directory
   * @return how many files there are so far
   */
  int add(KeepItem item, Fd dir, SubtreeCopy copy) {
    FileKind kind = syscalls.statx(dir, ItemFiles.CONTENT).kind();
    if (kind == FileKind.REGULAR) {
      copy(copy, item, List.of(), dir, ItemFiles.CONTENT);
    } else if (kind == FileKind.SYMLINK) {
      line(item, item.path(), "-");
    } else {
      line(item, item.path(), "-");
      try (Fd content = TreeWalk.open(syscalls, dir, ItemFiles.CONTENT)) {
        new TreeWalk(syscalls)
            .walk(
                content,
                (path, above, stat) -> {
                  if (stat.kind() == FileKind.REGULAR) {
                    copy(copy, item, path, above, path.getLast().shared());
                  }
                  return true;
                });
      }
    }
    return files;
  }

  private void copy(SubtreeCopy copy, KeepItem item, List<Name> path, Fd from, byte[] name) {
    List<Name> full = new ArrayList<>(item.path());
    full.addAll(path);
    byte[] target = freeName(item.id(), full);
    copy.copy(path, from, name, directory, target);
    files++;
    line(item, full, Escaped.text(target));
  }

  /** {@code ID-PATH}, cut to what a name can hold; a number follows where that is taken. */
  private byte[] freeName(String id, List<Name> path) {
    ByteArrayOutputStream full = new ByteArrayOutputStream();
    full.writeBytes(id.getBytes(StandardCharsets.US_ASCII));
    char separator = '-';
    for (Name part : path) {
      full.write(separator);
      full.writeBytes(part.shared());
      separator = '_';
    }
    byte[] bytes = full.toByteArray();
    Name name = Name.of(Arrays.copyOf(bytes, Math.min(bytes.length, 240)));
    for (int number = 0; ; number++) {
      Name candidate = number == 0 ? name : RestoredName.of(name, number);
      if (syscalls.statxOrNull(directory, candidate.shared()) == null) {
        return candidate.toArray();
      }
    }
  }

  private void line(KeepItem item, List<Name> path, String file) {
    ByteArrayOutputStream full = new ByteArrayOutputStream();
    for (Name part : path) {
      if (full.size() > 0) {
        full.write('/');
      }
      full.writeBytes(part.shared());
    }
    String what =
        item.entry() instanceof Entry.Symlink link
            ? "link to " + link.target()
            : String.valueOf(item.hash());
    index
        .append(
            String.join(
                "\t",
                file,
                item.kind().name(),
                Escaped.text(item.who().getBytes(StandardCharsets.UTF_8)),
                Long.toString(item.whenMillis()),
                Long.toString(item.baseSeq()),
                Long.toString(item.winnerSeq()),
                Long.toString(item.sizeBytes()),
                what,
                Escaped.text(full.toByteArray())))
        .append('\n');
  }
}
