package io.twohop.daemon;

import io.twohop.model.Bytes;
import io.twohop.posix.Fd;
import io.twohop.posix.Syscalls;
import org.jspecify.annotations.Nullable;

/** Reads a piece of a file. */
final class Reads {
  private Reads() {}

  /**
   * Exactly {@code length} bytes from {@code offsetBytes}; null if the file ends before.
   *
   * @throws io.twohop.posix.ErrnoException EIO
   */
  static @Nullable Bytes exactly(Syscalls syscalls, Fd file, long offsetBytes, int length) {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      int some = syscalls.pread(file, bytes, done, length - done, offsetBytes + done);
      if (some <= 0) {
        return null;
      }
      done += some;
    }
    return Bytes.owning(bytes);
  }
}
