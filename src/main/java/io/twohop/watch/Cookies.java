package io.twohop.watch;

import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Syscalls;

/**
 * Proof that the kernel's queue has been read up to a moment: a file made in a private directory
 * that is in the same queue. When its {@link Hint.Cookie} comes out, the hints of all that happened
 * before have come out too.
 *
 * <p>One thread calls it.
 */
public final class Cookies {
  private static final int CREATE =
      OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;

  private final Syscalls syscalls;
  private final Fd directory;
  private final boolean provable;
  private long next;

  /**
   * @param directory ours alone, on any file system; it must stay open as long as this is used.
   *     Each file made in it wakes the reader, so nothing else should be made there.
   */
  public Cookies(Syscalls syscalls, Watch watch, Fd directory) {
    this.syscalls = syscalls;
    this.directory = directory;
    this.provable = watch.addCookies(directory);
  }

  /** False at the limit of watches: then no hint will ever come. */
  public boolean provable() {
    return provable;
  }

  /**
   * Makes a file and removes it again.
   *
   * @return its name, as the hint will have it; no other cookie of this object has it
   * @throws ErrnoException if the file cannot be made (no space, read-only)
   */
  public Name drop() {
    while (true) {
      Name name = Name.of(".cookie-" + next++);
      try {
        syscalls.openat2(directory, name.shared(), CREATE, 0600, Resolve.CONFINED).close();
      } catch (ErrnoException refused) {
        if (!refused.is(Errno.EEXIST)) {
          throw refused;
        }
        // Left by a process that died between the two calls: its hint is not ours.
        syscalls.unlink(directory, name.shared());
        continue;
      }
      syscalls.unlink(directory, name.shared());
      return name;
    }
  }
}
