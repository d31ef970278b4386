package io.twohop.sim.linux;

import io.twohop.posix.InotifyEvent;
import io.twohop.posix.InotifyEvent.Kind;
import java.util.List;

/** Who hears of what: the rules of fs/notify of the kernel, as far as inotify shows them. */
final class Notices {
  private int lastCookie;

  /** A name came or went, as its directory sees it. */
  void child(Dentry dentry, Kind kind) {
    if (dentry.dir != null) {
      inDirectory(dentry.dir, dentry, kind, 0);
    }
  }

  /**
   * Attributes or length were changed: the directory hears it, also when the name is gone already,
   * and the inode itself.
   */
  void changed(Dentry dentry, Kind kind) {
    child(dentry, kind);
    self(dentry.inode, kind, dentry.inode.isDirectory());
  }

  /** A descriptor was used: as a change, but IN_EXCL_UNLINK silences those whose name is gone. */
  void used(Dentry dentry, Kind kind) {
    if (dentry.dir != null) {
      for (Watch watch : dentry.dir.watches) {
        if (!(dentry.removed && watch.ignoresRemoved())) {
          inDirectory(watch, dentry, kind, 0);
        }
      }
    }
    for (Watch watch : dentry.inode.watches) {
      if (!(dentry.removed && watch.ignoresRemoved())) {
        self(watch, kind, dentry.inode.isDirectory());
      }
    }
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
      inDirectory(watch, dentry, kind, cookie);
    }
  }

  private static void inDirectory(Watch watch, Dentry dentry, Kind kind, int cookie) {
    if (watch.wants(kind)) {
      byte[] name = dentry.name.toArray();
      boolean directory = dentry.inode.isDirectory();
      watch.queue.put(new InotifyEvent(watch.number, kind, directory, cookie, name));
    }
  }

  private static void self(Inode inode, Kind kind, boolean onDirectory) {
    for (Watch watch : inode.watches) {
      self(watch, kind, onDirectory);
    }
  }

  private static void self(Watch watch, Kind kind, boolean onDirectory) {
    if (watch.wants(kind)) {
      watch.queue.put(new InotifyEvent(watch.number, kind, onDirectory, 0, null));
    }
  }
}
