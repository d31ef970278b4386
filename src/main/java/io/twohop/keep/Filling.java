package io.twohop.keep;

import io.twohop.model.Bytes;
import io.twohop.model.Entry;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Syscalls;
import io.twohop.posix.Timespec;
import io.twohop.tree.Copying;
import java.io.ByteArrayOutputStream;

/**
 * Brings contents into the keep: written, copied or made. Only we may read what lies there, and we
 * always may; what modes and owners were is in {@link Meta} and {@link Children}.
 */
final class Filling {
  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int PRIVATE_FILE = 0600;

  private final Syscalls syscalls;

  Filling(Syscalls syscalls) {
    this.syscalls = syscalls;
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
          finish(file, entry);
        }
      }
      case KeptContent.Copied(Fd source) -> {
        try (Fd file = create(dir, name)) {
          Copying.copy(syscalls, source, file);
          finish(file, entry);
        }
      }
      case KeptContent.Made() -> {
        switch (entry) {
          case Entry.Symlink link -> syscalls.symlinkat(link.target().shared(), dir, name);
          case Entry.Directory directory -> syscalls.mkdirat(dir, name, PRIVATE_DIRECTORY);
          case Entry.RegularFile file ->
              throw new IllegalArgumentException("a file needs a content: " + file);
        }
      }
    }
  }

  private void finish(Fd fd, Entry entry) {
    if (entry instanceof Entry.RegularFile file) {
      syscalls.futimens(fd, new Timespec(file.mtime().seconds(), file.mtime().nanos()));
    }
    syscalls.fsync(fd);
  }

  /** A new file that only we may read. */
  Fd create(Fd dir, byte[] name) {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    return syscalls.openat2(dir, name, flags, PRIVATE_FILE, Resolve.CONFINED);
  }

  /** All of a small file. */
  byte[] read(Fd dir, byte[] name) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8 * 1024];
    try (Fd file = readable(dir, name)) {
      for (int n = syscalls.read(file, buffer, 0, buffer.length);
          n > 0;
          n = syscalls.read(file, buffer, 0, buffer.length)) {
        all.write(buffer, 0, n);
      }
    }
    return all.toByteArray();
  }

  /** A file of the keep; never waits, never follows a link. */
  Fd readable(Fd dir, byte[] name) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;
    return syscalls.openat2(dir, name, flags, 0, Resolve.CONFINED);
  }
}
