package io.twohop.sim.linux;

import io.twohop.posix.InotifyEvent;
import io.twohop.posix.InotifyMask;

/** One inode in one inotify queue. */
final class Watch {
  final InotifyQueue queue;
  final int number;
  final Inode inode;
  int mask;

  Watch(InotifyQueue queue, int number, Inode inode, int mask) {
    this.queue = queue;
    this.number = number;
    this.inode = inode;
    this.mask = mask;
  }

  boolean wants(InotifyEvent.Kind kind) {
    return (mask & kind.bit()) != 0;
  }

  boolean ignoresRemoved() {
    return (mask & InotifyMask.IN_EXCL_UNLINK) != 0;
  }
}
