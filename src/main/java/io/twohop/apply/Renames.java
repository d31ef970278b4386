package io.twohop.apply;

import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;

/**
 * Renames that never replace anything unasked, also where the file system does not know the flags
 * of renameat2(2) (NFS, many FUSE, old overlayfs).
 *
 * @param refusesTaken NOREPLACE works here
 * @param exchanges EXCHANGE works here
 */
record Renames(Syscalls syscalls, boolean refusesTaken, boolean exchanges) {
  /** A name that exists is swapped with another in one step. */
  void exchange(Fd fromDir, byte[] fromName, Fd toDir, byte[] toName) {
    syscalls.renameat2(fromDir, fromName, toDir, toName, RenameMode.EXCHANGE);
  }

  /**
   * Moves to a name that must be free.
   *
   * @throws ErrnoException EEXIST if it is not
   */
  void toFree(Fd fromDir, byte[] fromName, Fd toDir, byte[] toName) {
    if (refusesTaken) {
      syscalls.renameat2(fromDir, fromName, toDir, toName, RenameMode.NOREPLACE);
      return;
    }
    if (syscalls.statx(fromDir, fromName).kind() != FileKind.DIRECTORY) {
      syscalls.linkat(fromDir, fromName, toDir, toName);
      syscalls.unlink(fromDir, fromName);
      return;
    }
    Stat taken = syscalls.statxOrNull(toDir, toName);
    if (taken != null) {
      throw new ErrnoException(Errno.EEXIST, "renameat2", "");
    }
    // RACE: a directory cannot be linked. The worst case is that an empty directory, made at the
    // name in this window, is replaced; rename(2) refuses to replace anything else by a directory.
    syscalls.renameat2(fromDir, fromName, toDir, toName, RenameMode.REPLACE);
  }
}
