package io.twohop.tree;

import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.Syscalls;

/** Copies whole files the cheapest way that the file system has. */
public final class Copying {
  private static final int BUFFER_BYTES = 128 * 1024;
  private static final long KERNEL_STEP_BYTES = 64L * 1024 * 1024;

  private Copying() {}

  /**
   * Fills an empty file: by reflink, inside the kernel, or by reading and writing.
   *
   * @throws ErrnoException ENOSPC, EDQUOT, EIO; some of it may be copied then
   */
  public static void copy(Syscalls syscalls, Fd source, Fd target) {
    try {
      syscalls.ficlone(target, source);
      return;
    } catch (ErrnoException cannot) {
      if (!isUnsupported(cannot)) {
        throw cannot;
      }
    }
    long at = 0;
    try {
      for (long n = step(syscalls, source, target, at);
          n > 0;
          n = step(syscalls, source, target, at)) {
        at += n;
      }
      return;
    } catch (ErrnoException cannot) {
      if (!isUnsupported(cannot)) {
        throw cannot;
      }
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int n = syscalls.pread(source, buffer, 0, buffer.length, at);
        n > 0;
        n = syscalls.pread(source, buffer, 0, buffer.length, at)) {
      syscalls.pwriteFully(target, buffer, 0, n, at);
      at += n;
    }
  }

  private static long step(Syscalls syscalls, Fd source, Fd target, long at) {
    return syscalls.copyFileRange(source, at, target, at, KERNEL_STEP_BYTES);
  }

  private static boolean isUnsupported(ErrnoException e) {
    return switch (e.errno()) {
      case EOPNOTSUPP, EINVAL, ENOTTY, EXDEV, ENOSYS, EPERM -> true;
      default -> false;
    };
  }
}
