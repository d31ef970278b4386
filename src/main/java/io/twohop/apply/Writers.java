package io.twohop.apply;

import io.twohop.model.Fingerprint;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Syscalls;
import io.twohop.posix.Timespec;
import io.twohop.posix.WriterProbe;

/** Whether somebody writes to a file, or may have done so unseen. */
final class Writers {
  private Writers() {}

  /** Asks for the regular file at a name; UNKNOWN also where we may not read it. */
  static WriterProbe probe(Syscalls syscalls, Fd dir, byte[] name) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOFOLLOW;
    try (Fd file = syscalls.openat2(dir, name, flags, 0, Resolve.CONFINED)) {
      return syscalls.probeWriters(file);
    } catch (ErrnoException refused) {
      return switch (refused.errno()) {
        case EAGAIN -> WriterProbe.OPEN_FOR_WRITING;
        // WHY: what we may not read we may still replace; the watch afterwards is the safeguard.
        case EACCES, EPERM -> WriterProbe.UNKNOWN;
        default -> throw refused;
      };
    }
  }

  /** Whether its times are so close to the clock that another write need not change them. */
  static boolean isFresh(Fingerprint print, Timespec clock) {
    return clock.toNanos() - Prints.time(print.ctime()).toNanos() < Watchlist.FRESH_NANOS;
  }
}
