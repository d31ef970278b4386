package io.twohop.keep;

import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Copying;
import io.twohop.tree.TreeWalk;

/** Copies a file, symlink or directory with mode, owner and times; other kinds are left out. */
final class SubtreeCopy {
  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int PRIVATE_FILE = 0600;
  private static final int PERMISSIONS = 0777;

  private final Syscalls syscalls;
  private final TreeWalk walk;

  SubtreeCopy(Syscalls syscalls) {
    this.syscalls = syscalls;
    this.walk = new TreeWalk(syscalls);
  }

  /**
   * Copies one name to another, which must be free.
   *
   * @throws ErrnoException ENOSPC, EDQUOT, EIO: what was copied so far is deleted
   */
  void copy(Fd fromDir, byte[] from, Fd toDir, byte[] to) {
    try {
      copyOne(fromDir, from, toDir, to);
    } catch (ErrnoException failed) {
      walk.delete(toDir, to);
      throw failed;
    }
  }

  private void copyOne(Fd fromDir, byte[] from, Fd toDir, byte[] to) {
    Stat stat = syscalls.statx(fromDir, from);
    switch (stat.kind()) {
      case REGULAR -> {
        int flags = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;
        int make = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
        try (Fd source = syscalls.openat2(fromDir, from, flags, 0, Resolve.CONFINED);
            Fd target = syscalls.openat2(toDir, to, make, PRIVATE_FILE, Resolve.CONFINED)) {
          Copying.copy(syscalls, source, target);
          describe(target, stat);
          syscalls.futimens(target, stat.mtime());
        }
      }
      case SYMLINK -> syscalls.symlinkat(syscalls.readlinkat(fromDir, from), toDir, to);
      case DIRECTORY -> {
        syscalls.mkdirat(toDir, to, PRIVATE_DIRECTORY);
        try (Fd source = TreeWalk.open(syscalls, fromDir, from);
            Fd target = TreeWalk.open(syscalls, toDir, to)) {
          for (Name child : walk.names(source)) {
            copyOne(source, child.shared(), target, child.shared());
          }
          describe(target, stat);
        }
      }
      case FIFO, SOCKET, BLOCK, CHARACTER -> {}
    }
  }

  private void describe(Fd target, Stat like) {
    try {
      syscalls.fchown(target, like.uid(), like.gid());
    } catch (ErrnoException notPermitted) {
      if (!notPermitted.is(Errno.EPERM) && !notPermitted.is(Errno.EINVAL)) {
        throw notPermitted;
      }
    }
    syscalls.fchmod(target, like.mode() & PERMISSIONS);
  }
}
