package io.twohop.sim.linux;

import io.twohop.posix.InotifyEvent;
import io.twohop.posix.InotifyEvent.Kind;
import java.util.List;

/** Who hears of what: the rules of fs/notify of the kernel, as far as inotify shows them. */
final class Notices {
  private int lastCookie;

  /** Something happened to a name, seen from the directory that it is in. */
  void child(Dentry dentry, Kind kind) {
    if (dentry.dir != null) {
      inDirectory(dentry.dir, dentry, kind, 0);
    }
  }

  /**
   * Something happened to an inode through a name: its directory hears it, and whoever watches
   * itself.
   */
  void inode(Dentry dentry, Kind kind) {
    child(dentry, kind);
    self(dentry.inode, kind, dentry.inode.isDirectory());
  }

  /** A name was moved, perhaps over that of an inode that lost it so. */
  void moved(Inode fromDir, Dentry asItWas, Dentry asItIs, Inode replaced) {
    int cookie = ++lastCookie;
    inDirectory(fromDir, asItWas, Kind.MOVED_FROM, cookie);
    inDirectory(asItIs.dir, asItIs, Kind.MOVED_TO, cookie);
    if (replaced != null) {
      lostAName(replaced);
    }
    self(asItIs.inode, Kind.SELF_MOVED, false);
  }

  /**
   * The link count of an inode is smaller: whoever watches itself hears it as a change of
   * attributes.
   */
  void lostAName(Inode inode) {
    self(inode, Kind.ATTRIBUTES, inode.isDirectory());
  }

  /** The last name and the last descriptor of an inode are gone. */
  void died(Inode inode) {
    self(inode, Kind.SELF_DELETED, false);
    for (Watch watch : List.copyOf(inode.watches)) {
      watch.queue.end(watch);
    }
  }

  private static void inDirectory(Inode dir, Dentry dentry, Kind kind, int cookie) {
    for (Watch watch : dir.watches) {
      if (watch.wants(kind)
          && !(dentry.removed && watch.ignoresRemoved() && kind != Kind.DELETED)) {
        byte[] name = dentry.name.toArray();
        watch.queue.put(
            new InotifyEvent(watch.number, kind, dentry.inode.isDirectory(), cookie, name));
      }
    }
  }

  private static void self(Inode inode, Kind kind, boolean onDirectory) {
    for (Watch watch : inode.watches) {
      if (watch.wants(kind)) {
        watch.queue.put(new InotifyEvent(watch.number, kind, onDirectory, 0, null));
      }
    }
  }
}
