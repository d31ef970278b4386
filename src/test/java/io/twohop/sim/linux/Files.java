package io.twohop.sim.linux;

import io.twohop.posix.DirectoryEntry;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.FileKind;
import io.twohop.posix.InotifyEvent.Kind;
import io.twohop.posix.Timespec;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** What reads and changes inodes: content, length, attributes, listings. */
final class Files {
  private static final int SET_ID_BITS = 06000;

  private final SimMachine machine;

  Files(SimMachine machine) {
    this.machine = machine;
  }

  int read(OpenFile file, byte[] buffer, int offset, int length, int position, String call) {
    requireFile(file, file.canRead(), call);
    int most = Math.min(length, machine.limits.bytesPerTransfer);
    return file.inode().read(position, buffer, offset, most);
  }

  int write(OpenFile file, byte[] buffer, int offset, int length, int position, String call) {
    requireFile(file, file.canWrite(), call);
    Inode inode = file.inode();
    inode.disk.requireWritable(call);
    if (length == 0) {
      return 0;
    }
    int wanted = Math.min(length, machine.limits.bytesPerTransfer);
    int growth = Math.max(0, position + wanted - inode.size);
    int count = wanted - (growth - inode.disk.grow(growth));
    if (count <= 0) {
      throw new ErrnoException(Errno.ENOSPC, call, "");
    }
    inode.write(position, buffer, offset, count);
    changed(inode);
    machine.notices.used(file.dentry, Kind.MODIFIED);
    return count;
  }

  void truncate(OpenFile file, int sizeBytes, String call) {
    if (!file.canWrite()) {
      throw new ErrnoException(Errno.EINVAL, call, "");
    }
    truncate(file.dentry, sizeBytes, call);
  }

  void truncate(Dentry dentry, int sizeBytes, String call) {
    Inode inode = dentry.inode;
    inode.disk.requireWritable(call);
    inode.disk.charge(sizeBytes - inode.size);
    inode.resize(sizeBytes);
    stamp(inode);
    // WHY: one step, as in ext4_setattr and xfs_setattr_size: a file that was cut says when.
    inode.disk.journal(inode.disk.operation().length(inode, sizeBytes).attributes(inode));
    machine.notices.changed(dentry, Kind.MODIFIED);
  }

  private void changed(Inode inode) {
    stamp(inode);
    inode.disk.journalAttributes(inode);
  }

  private void stamp(Inode inode) {
    inode.mtime = machine.clock.stamp();
    inode.ctime = inode.mtime;
    inode.disk.contentChanged(inode);
  }

  void chmod(Credentials who, Dentry dentry, int mode) {
    requireOwner(who, dentry.inode, "fchmod");
    if (dentry.inode.kind == FileKind.SYMLINK) {
      throw new ErrnoException(Errno.EOPNOTSUPP, "fchmod", "");
    }
    dentry.inode.mode = mode & 07777;
    attributesChanged(dentry, Kind.ATTRIBUTES);
  }

  void chown(Credentials who, Dentry dentry, int uid, int gid, String call) {
    Inode inode = dentry.inode;
    inode.disk.requireWritable(call);
    boolean ownGroup = who.owns(inode) && (gid == -1 || gid == inode.gid || gid == who.gid());
    boolean permitted = who.uid() == 0 || (ownGroup && (uid == -1 || uid == inode.uid));
    if (!permitted || inode.immutable) {
      throw new ErrnoException(Errno.EPERM, call, "");
    }
    inode.uid = uid == -1 ? inode.uid : uid;
    inode.gid = gid == -1 ? inode.gid : gid;
    if (inode.kind == FileKind.REGULAR) {
      inode.mode &= ~SET_ID_BITS;
    }
    attributesChanged(dentry, Kind.ATTRIBUTES);
  }

  /**
   * Sets the time of change; {@code withAccess} as programs do that set both times, which inotify
   * tells apart.
   */
  void setTime(Credentials who, Dentry dentry, Timespec mtime, boolean withAccess, String call) {
    requireOwner(who, dentry.inode, call);
    dentry.inode.mtime = mtime;
    attributesChanged(dentry, withAccess ? Kind.ATTRIBUTES : Kind.MODIFIED);
  }

  private void attributesChanged(Dentry dentry, Kind kind) {
    dentry.inode.ctime = machine.clock.stamp();
    dentry.inode.disk.journalAttributes(dentry.inode);
    machine.notices.changed(dentry, kind);
  }

  List<DirectoryEntry> list(OpenFile file) {
    if (!file.canRead()) {
      throw new ErrnoException(Errno.EBADF, "getdents64", "");
    }
    if (!file.inode().isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR, "getdents64", "");
    }
    if (file.inode().isGone()) {
      throw new ErrnoException(Errno.ENOENT, "getdents64", "");
    }
    SortedMap<?, Dentry> rest =
        file.lastListed == null
            ? file.inode().children
            : file.inode().children.tailMap(file.lastListed, false);
    List<DirectoryEntry> entries = new ArrayList<>();
    for (Dentry child : rest.values()) {
      if (entries.size() == machine.limits.namesPerListing) {
        break;
      }
      entries.add(new DirectoryEntry(child.name.toArray(), child.inode.number, child.inode.kind));
      file.lastListed = child.name;
    }
    return entries;
  }

  private static void requireFile(OpenFile file, boolean permitted, String call) {
    if (!permitted) {
      throw new ErrnoException(Errno.EBADF, call, "");
    }
    if (file.inode().isDirectory()) {
      throw new ErrnoException(Errno.EISDIR, call, "");
    }
  }

  private static void requireOwner(Credentials who, Inode inode, String call) {
    inode.disk.requireWritable(call);
    if (!who.owns(inode) || inode.immutable) {
      throw new ErrnoException(Errno.EPERM, call, "");
    }
  }
}
