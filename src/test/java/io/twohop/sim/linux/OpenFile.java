package io.twohop.sim.linux;

import io.twohop.model.Name;
import io.twohop.posix.OpenFlags;

/** An open file description. */
final class OpenFile {
  /** The name it was opened through; null for an inotify queue or an eventfd. */
  final Dentry dentry;

  final int flags;
  final long mountId;
  final InotifyQueue queue;
  int position;

  /** Of a directory: the last name that was listed. */
  Name lastListed;

  long eventCount;
  boolean closed;

  OpenFile(Dentry dentry, int flags, long mountId) {
    this(dentry, flags, mountId, null);
  }

  private OpenFile(Dentry dentry, int flags, long mountId, InotifyQueue queue) {
    this.dentry = dentry;
    this.flags = flags;
    this.mountId = mountId;
    this.queue = queue;
  }

  static OpenFile of(InotifyQueue queue) {
    return new OpenFile(null, OpenFlags.O_RDONLY, 0, queue);
  }

  static OpenFile counter() {
    return new OpenFile(null, OpenFlags.O_RDWR, 0, null);
  }

  Inode inode() {
    return dentry.inode;
  }

  boolean isHandle() {
    return (flags & OpenFlags.O_PATH) != 0;
  }

  boolean canRead() {
    return !isHandle() && (flags & 3) != OpenFlags.O_WRONLY;
  }

  boolean canWrite() {
    return !isHandle() && (flags & 3) != OpenFlags.O_RDONLY;
  }

  boolean appends() {
    return (flags & OpenFlags.O_APPEND) != 0;
  }

  boolean isReadable() {
    return queue != null ? !queue.isEmpty() : eventCount > 0;
  }
}
