package io.twohop.tree;

import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileSystemStat;
import io.twohop.posix.Syscalls;

/** Whether something large has room, asked before it fills a disk that cannot hold it. */
public final class FreeSpace {
  /** LIMIT: what a content leaves to others: our own journal and index, for one. */
  private static final long SPARE_MAX_BYTES = 64L << 20;

  /** The same for a small file system, as a part of it. */
  private static final int SPARE_PART = 50;

  private FreeSpace() {}

  /**
   * Passes if so many bytes have room where a directory is. Others write there, too: a write may
   * find no room all the same.
   *
   * @throws ErrnoException ENOSPC if they have not
   */
  public static void require(Syscalls syscalls, Fd directory, long bytes) {
    FileSystemStat there = syscalls.fstatfs(directory);
    long spare = Math.min(SPARE_MAX_BYTES, there.sizeBytes() / SPARE_PART);
    if (bytes > there.availableBytes() - spare) {
      String subject = bytes + " bytes, where " + there.availableBytes() + " are free";
      throw new ErrnoException(Errno.ENOSPC, "space for", subject);
    }
  }
}
