package io.twohop.keep;

import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Copying;
import io.twohop.tree.Owners;
import io.twohop.tree.TreeWalk;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies a file, symlink or directory out of the keep, with the mode, owner and time that it had;
 * of what nothing is known, with those that it has. Other kinds are left out.
 */
final class SubtreeCopy {
  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int PRIVATE_FILE = 0600;
  private static final int PERMISSIONS = 0777;

  private final Syscalls syscalls;
  private final Owners owners;
  private final Entries entries;
  private final TreeWalk walk;

  /** What things were. */
  @FunctionalInterface
  interface Entries {
    /** At a path below what is copied, which has the empty one; null if that is not known. */
    @Nullable Entry at(List<Name> path);
  }

  SubtreeCopy(Syscalls syscalls, Owners owners, Entries entries) {
    this.syscalls = syscalls;
    this.owners = owners;
    this.entries = entries;
    this.walk = new TreeWalk(syscalls);
  }

  /**
   * Copies one name to another, which must be free. A directory itself stays private, so that it
   * can be renamed; see {@link #describe}.
   *
   * @param path that of the name, for {@link Entries}
   * @throws ErrnoException ENOSPC, EDQUOT, EIO: what was copied so far is deleted; EEXIST
   */
  void copy(List<Name> path, Fd fromDir, byte[] from, Fd toDir, byte[] to) {
    try {
      copyOne(path, fromDir, from, toDir, to);
    } catch (ErrnoException failed) {
      if (!failed.is(Errno.EEXIST)) {
        walk.delete(toDir, to);
      }
      throw failed;
    }
  }

  private void copyOne(List<Name> path, Fd fromDir, byte[] from, Fd toDir, byte[] to) {
    Stat stat = syscalls.statx(fromDir, from);
    switch (stat.kind()) {
      case REGULAR -> {
        int flags = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;
        int make = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
        try (Fd source = syscalls.openat2(fromDir, from, flags, 0, Resolve.CONFINED);
            Fd target = syscalls.openat2(toDir, to, make, PRIVATE_FILE, Resolve.CONFINED)) {
          Copying.copy(syscalls, source, target);
          syscalls.futimens(target, stat.mtime());
          describe(path, target, stat);
        }
      }
      case SYMLINK -> syscalls.symlinkat(syscalls.readlinkat(fromDir, from), toDir, to);
      case DIRECTORY -> {
        syscalls.mkdirat(toDir, to, PRIVATE_DIRECTORY);
        try (Fd source = TreeWalk.open(syscalls, fromDir, from);
            Fd target = TreeWalk.open(syscalls, toDir, to)) {
          for (Name child : walk.names(source)) {
            List<Name> below = new ArrayList<>(path);
            below.add(child);
            copyOne(below, source, child.shared(), target, child.shared());
            describeDirectory(below, source, target, child.shared());
          }
        }
      }
      case FIFO, SOCKET, BLOCK, CHARACTER -> {}
    }
  }

  private void describeDirectory(List<Name> path, Fd source, Fd target, byte[] name) {
    Stat stat = syscalls.statx(source, name);
    if (stat.kind() == FileKind.DIRECTORY) {
      try (Fd copied = TreeWalk.open(syscalls, target, name)) {
        describe(path, copied, stat);
      }
    }
  }

  /**
   * Gives a copy the mode and the owner that the original had.
   *
   * @param like the original in the keep
   */
  void describe(List<Name> path, Fd target, Stat like) {
    Entry entry = entries.at(path);
    int mode =
        switch (entry) {
          case Entry.RegularFile file -> file.mode();
          case Entry.Directory directory -> directory.mode();
          case Entry.Symlink link -> like.mode();
          case null -> like.mode();
        };
    syscalls.fchmod(target, mode & PERMISSIONS);
    try {
      if (entry != null) {
        syscalls.fchown(target, owners.uid(entry.owner()), owners.gid(entry.owner()));
      } else {
        syscalls.fchown(target, like.uid(), like.gid());
      }
    } catch (ErrnoException notPermitted) {
      if (!notPermitted.is(Errno.EPERM) && !notPermitted.is(Errno.EINVAL)) {
        throw notPermitted;
      }
    }
  }
}
