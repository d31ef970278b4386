package io.twohop.apply;

import io.twohop.posix.Fd;
import io.twohop.posix.Syscalls;
import java.util.List;

/** Puts the content of files on disk, for all at once before the first is made visible. */
public interface Flusher {
  /**
   * Returns when all of them are on disk.
   *
   * @param files at most {@value FlushQueue#MAX_FILES}
   * @throws io.twohop.posix.ErrnoException EIO, ENOSPC or EDQUOT for any of them: none counts
   */
  void flush(List<Fd> files);

  /** One after the other, by the caller. */
  static Flusher inTurn(Syscalls syscalls) {
    return files -> files.forEach(syscalls::fdatasync);
  }
}
