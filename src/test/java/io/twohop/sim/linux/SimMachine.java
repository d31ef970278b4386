package io.twohop.sim.linux;

import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.FileKind;
import io.twohop.posix.InotifyEvent.Kind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Printable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel of one machine: what is mounted, how paths are walked, and what opening and closing
 * means.
 */
final class SimMachine {
  final SimClock clock;
  final SimLimits limits = new SimLimits();
  final Notices notices = new Notices();
  final List<SimDisk> disks = new ArrayList<>();
  final Names names = new Names(this);
  final Files files = new Files(this);

  SimMachine(SimClock clock) {
    this.clock = clock;
    disks.add(new SimDisk(clock, 0xFE00L << 32 | 1, 1));
  }

  SimDisk rootDisk() {
    return disks.getFirst();
  }

  SimDisk mount(Dentry on) {
    if (!on.inode.isDirectory() || on.inode.mounted != null) {
      throw new ErrnoException(Errno.EBUSY, "mount", "");
    }
    SimDisk disk = new SimDisk(clock, 0xFE00L << 32 | (disks.size() + 1), disks.size() + 1);
    disks.add(disk);
    disk.covers = on;
    on.inode.mounted = disk;
    return disk;
  }

  void unmount(Dentry on) {
    Dentry lower = on.inode.disk.covers;
    if (lower == null) {
      throw new ErrnoException(Errno.EINVAL, "umount", "");
    }
    lower.inode.mounted = null;
  }

  /** Opens what a walk found, or makes it. */
  OpenFile open(Credentials who, Walk.Place place, int flags, int mode, String call) {
    Dentry dentry = place.found();
    boolean create = (flags & OpenFlags.O_CREAT) != 0;
    if (dentry == null) {
      if (!create) {
        throw new ErrnoException(Errno.ENOENT, call, "");
      }
      dentry = names.create(who, place.dir(), place.name(), FileKind.REGULAR, mode, call);
      return opened(dentry, flags);
    }
    if (create && (flags & OpenFlags.O_EXCL) != 0) {
      throw new ErrnoException(Errno.EEXIST, call, "");
    }
    requireOpenable(who, dentry.inode, flags, call);
    OpenFile file = opened(dentry, flags);
    if ((flags & OpenFlags.O_TRUNC) != 0 && dentry.inode.kind == FileKind.REGULAR) {
      files.truncate(dentry, 0, call);
    }
    return file;
  }

  private static void requireOpenable(Credentials who, Inode inode, int flags, String call) {
    boolean handle = (flags & OpenFlags.O_PATH) != 0;
    boolean write = (flags & 3) != OpenFlags.O_RDONLY;
    if ((flags & OpenFlags.O_DIRECTORY) != 0 && !inode.isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR, call, "");
    }
    if (inode.kind == FileKind.SYMLINK && !handle) {
      throw new ErrnoException(Errno.ELOOP, call, "");
    }
    if (handle) {
      return;
    }
    if (inode.isDirectory() && (write || (flags & OpenFlags.O_CREAT) != 0)) {
      throw new ErrnoException(Errno.EISDIR, call, "");
    }
    int wanted =
        switch (flags & 3) {
          case OpenFlags.O_RDONLY -> Credentials.READ;
          case OpenFlags.O_WRONLY -> Credentials.WRITE;
          default -> Credentials.READ | Credentials.WRITE;
        };
    if (!who.may(inode, wanted)) {
      throw new ErrnoException(Errno.EACCES, call, "");
    }
    boolean ownersFlag = (flags & OpenFlags.O_NOATIME) != 0 && !who.owns(inode);
    if (ownersFlag || (write && inode.immutable)) {
      throw new ErrnoException(Errno.EPERM, call, "");
    }
    if (write || (flags & OpenFlags.O_TRUNC) != 0) {
      inode.disk.requireWritable(call);
    }
  }

  private OpenFile opened(Dentry dentry, int flags) {
    OpenFile file = new OpenFile(dentry, flags, dentry.inode.disk.mountId);
    dentry.inode.descriptors++;
    if (file.canWrite()) {
      dentry.inode.writers++;
    }
    if (!file.isHandle()) {
      notices.used(dentry, Kind.OPENED);
    }
    return file;
  }

  void close(OpenFile file) {
    if (file.closed) {
      return;
    }
    file.closed = true;
    if (file.queue != null) {
      file.queue.close();
    }
    if (file.dentry == null) {
      return;
    }
    Inode inode = file.inode();
    if (inode.lockedBy == file) {
      inode.lockedBy = null;
    }
    if (!file.isHandle()) {
      notices.used(file.dentry, file.canWrite() ? Kind.CLOSED_WRITTEN : Kind.CLOSED_UNWRITTEN);
    }
    inode.descriptors--;
    if (file.canWrite()) {
      inode.writers--;
    }
    releaseIfGone(inode);
  }

  /** Frees an inode that has neither a name nor a descriptor. */
  void releaseIfGone(Inode inode) {
    if (inode.isGone() && inode.descriptors == 0) {
      notices.died(inode);
      inode.disk.free(inode);
    }
  }

  byte[] pathOf(Dentry dentry) {
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    List<Name> up = new ArrayList<>();
    Dentry at = dentry;
    while (at.dir != null || at.inode.disk.covers != null) {
      if (at.dir == null) {
        at = at.inode.disk.covers;
      } else {
        up.add(at.name);
        at = at.dir.self;
      }
    }
    for (Name name : up.reversed()) {
      path.write('/');
      path.writeBytes(name.shared());
    }
    if (up.isEmpty()) {
      path.write('/');
    }
    if (dentry.removed) {
      path.writeBytes(" (deleted)".getBytes(StandardCharsets.US_ASCII));
    }
    return path.toByteArray();
  }

  static ErrnoException error(Errno errno, String call, Name name) {
    return new ErrnoException(errno, call, Printable.of(name.shared()));
  }
}
