package io.twohop.keep;

import io.twohop.model.Name;
import io.twohop.model.RestoredName;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.TreeWalk;
import java.util.Arrays;
import java.util.List;

/** Puts what is filled and flushed to its place in a directory that is kept. */
final class Joining {
  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Syscalls syscalls;
  private final Filling filling;

  Joining(Syscalls syscalls, Filling filling) {
    this.syscalls = syscalls;
    this.filling = filling;
  }

  /**
   * The directory that is to hold the last name of a path, open; what is missing on the way to it
   * is made.
   *
   * @throws ErrnoException ENOSPC, EDQUOT, EIO; ENOTDIR if something else stands in the way
   */
  Fd openAbove(Fd top, List<Name> path) {
    Fd at = TreeWalk.openBelow(syscalls, top, List.of());
    for (Name name : path.subList(0, path.size() - 1)) {
      try (Fd above = at) {
        if (syscalls.statxOrNull(above, name.shared()) == null) {
          make(above, name.shared());
        }
        at = TreeWalk.open(syscalls, above, name.shared());
      }
    }
    return at;
  }

  private void make(Fd above, byte[] name) {
    syscalls.mkdirat(above, name, PRIVATE_DIRECTORY);
    try {
      syscalls.fsync(above);
    } catch (ErrnoException lost) {
      // WHY: who tries again would find it there, and believe that it is on disk.
      syscalls.rmdir(above, name);
      throw lost;
    }
  }

  /**
   * Which name the draft can have: the wanted one, or one beside it where that is something else. A
   * name that is taken already has the same.
   */
  Name nameFor(Fd from, byte[] draft, Fd above, Name wanted) {
    Stat filled = syscalls.statx(from, draft);
    for (int number = 0; ; number++) {
      Name name = RestoredName.of(wanted, number);
      Stat there = syscalls.statxOrNull(above, name.shared());
      if (there == null || same(from, draft, filled, above, name.shared(), there)) {
        return name;
      }
    }
  }

  /** Gives the draft its name; it is there after a power cut when this returns. */
  void join(Fd from, byte[] draft, Fd above, Name name) {
    syscalls.renameat2(from, draft, above, name.shared(), RenameMode.NOREPLACE);
    syscalls.fsync(above);
  }

  private boolean same(Fd dir, byte[] name, Stat stat, Fd otherDir, byte[] other, Stat otherStat) {
    if (stat.kind() != otherStat.kind()) {
      return false;
    }
    if (stat.kind() == FileKind.SYMLINK) {
      return Arrays.equals(syscalls.readlinkat(dir, name), syscalls.readlinkat(otherDir, other));
    }
    return stat.kind() != FileKind.REGULAR
        || (stat.sizeBytes() == otherStat.sizeBytes() && sameBytes(dir, name, otherDir, other));
  }

  private boolean sameBytes(Fd dir, byte[] name, Fd otherDir, byte[] other) {
    byte[] some = new byte[BUFFER_BYTES];
    byte[] theirs = new byte[BUFFER_BYTES];
    try (Fd file = filling.readable(dir, name);
        Fd otherFile = filling.readable(otherDir, other)) {
      long at = 0;
      for (int n = read(file, some, at); n > 0; n = read(file, some, at)) {
        int m = read(otherFile, theirs, at);
        if (!Arrays.equals(some, 0, n, theirs, 0, m)) {
          return false;
        }
        at += n;
      }
      return true;
    }
  }

  /** As much as there is, up to the buffer's length. */
  private int read(Fd file, byte[] buffer, long position) {
    int done = 0;
    for (int n = 1; n > 0 && done < buffer.length; done += n) {
      n = syscalls.pread(file, buffer, done, buffer.length - done, position + done);
    }
    return done;
  }
}
