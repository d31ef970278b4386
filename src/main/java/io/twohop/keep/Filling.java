package io.twohop.keep;

import io.twohop.model.Bytes;
import io.twohop.model.Entry;
import io.twohop.model.Owner;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Syscalls;
import io.twohop.posix.Timespec;
import io.twohop.tree.Copying;
import io.twohop.tree.Owners;
import io.twohop.tree.TreeWalk;

/** Brings contents into the keep: written, copied or made. */
final class Filling {
  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int PRIVATE_FILE = 0600;

  private final Syscalls syscalls;
  private final Owners owners;

  Filling(Syscalls syscalls, Owners owners) {
    this.syscalls = syscalls;
    this.owners = owners;
  }

  /**
   * Makes the content under a name that is free. A file is on disk when this returns; its name, and
   * anything else, when the directory is flushed.
   *
   * @throws ErrnoException ENOSPC, EDQUOT, EIO …: a part of it may be there
   */
  void fill(Fd dir, byte[] name, Entry entry, KeptContent content) {
    switch (content) {
      case KeptContent.Inline(Bytes bytes) -> {
        try (Fd file = create(dir, name)) {
          syscalls.writeFully(file, bytes.shared(), 0, bytes.length());
          describe(file, entry);
          syscalls.fsync(file);
        }
      }
      case KeptContent.Copied(Fd source) -> {
        try (Fd file = create(dir, name)) {
          Copying.copy(syscalls, source, file);
          describe(file, entry);
          syscalls.fsync(file);
        }
      }
      case KeptContent.Made() -> {
        switch (entry) {
          case Entry.Symlink link -> syscalls.symlinkat(link.target().shared(), dir, name);
          case Entry.Directory directory -> {
            syscalls.mkdirat(dir, name, PRIVATE_DIRECTORY);
            try (Fd made = TreeWalk.open(syscalls, dir, name)) {
              describe(made, directory);
              syscalls.fsync(made);
            }
          }
          case Entry.RegularFile file ->
              throw new IllegalArgumentException("a file needs a content: " + file);
        }
      }
    }
  }

  /** A new file that only we may read. */
  Fd create(Fd dir, byte[] name) {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    return syscalls.openat2(dir, name, flags, PRIVATE_FILE, Resolve.CONFINED);
  }

  /** Gives it what it had, so that it can be restored as it was; the keep itself is private. */
  private void describe(Fd fd, Entry entry) {
    Owner owner = entry.owner();
    try {
      syscalls.fchown(fd, owners.uid(owner), owners.gid(owner));
    } catch (ErrnoException notPermitted) {
      if (!notPermitted.is(Errno.EPERM) && !notPermitted.is(Errno.EINVAL)) {
        throw notPermitted;
      }
    }
    switch (entry) {
      case Entry.RegularFile file -> {
        syscalls.fchmod(fd, file.mode());
        syscalls.futimens(fd, new Timespec(file.mtime().seconds(), file.mtime().nanos()));
      }
      case Entry.Directory directory -> syscalls.fchmod(fd, directory.mode());
      case Entry.Symlink link -> {}
    }
  }

  /** A file of the keep; never waits, never follows a link. */
  Fd readable(Fd dir, byte[] name) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;
    return syscalls.openat2(dir, name, flags, 0, Resolve.CONFINED);
  }
}
