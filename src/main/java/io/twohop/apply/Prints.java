package io.twohop.apply;

import io.twohop.model.Fingerprint;
import io.twohop.model.Timestamp;
import io.twohop.posix.Stat;
import io.twohop.posix.Timespec;
import org.jspecify.annotations.Nullable;

/** Fingerprints of what was stat'ed, and what they have in common. */
final class Prints {
  private Prints() {}

  static Fingerprint of(Stat stat) {
    return new Fingerprint(
        stat.inode(),
        time(stat.birth()),
        stat.sizeBytes(),
        time(stat.mtime()),
        time(stat.ctime()),
        stat.mode(),
        stat.uid(),
        stat.gid());
  }

  static Timestamp time(Timespec time) {
    return new Timestamp(time.seconds(), time.nanos());
  }

  static Timespec time(Timestamp time) {
    return new Timespec(time.seconds(), time.nanos());
  }

  static boolean sameInode(Stat stat, Fingerprint print) {
    return stat.inode() == print.inode() && time(stat.birth()).equals(print.birth());
  }

  /** Equal but for ctime, which every rename sets. */
  static boolean sameButCtime(Stat stat, Fingerprint print) {
    Fingerprint now = of(stat);
    return now.sameInode(print)
        && now.sizeBytes() == print.sizeBytes()
        && now.mtime().equals(print.mtime())
        && sameMetadata(stat, print);
  }

  static boolean sameMetadata(Stat stat, Fingerprint print) {
    return stat.mode() == print.mode() && stat.uid() == print.uid() && stat.gid() == print.gid();
  }

  /**
   * What to remember after our own write: what is there now if only its ctime is new, else what we
   * set, so that the next look finds the difference.
   */
  static Fingerprint remembered(Fingerprint set, @Nullable Stat after) {
    return after != null && sameButCtime(after, set) ? of(after) : set;
  }
}
