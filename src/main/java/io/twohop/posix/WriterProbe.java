package io.twohop.posix;

/** What a momentary read lease says about other processes; see {@link Syscalls#probeWriters}. */
public enum WriterProbe {
  /** At that instant no descriptor anywhere had the file open for writing. */
  NO_WRITER,
  /** Somebody, perhaps this process, has it open for writing. */
  OPEN_FOR_WRITING,
  /**
   * No lease is to be had here (foreign owner without CAP_LEASE, NFS, FUSE, not a regular file):
   * nothing is known.
   */
  UNKNOWN
}
