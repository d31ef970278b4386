package io.twohop.scan;

import io.twohop.model.Fingerprint;
import io.twohop.model.Timestamp;
import io.twohop.posix.Stat;
import io.twohop.posix.Timespec;
import org.jspecify.annotations.Nullable;

/** Fingerprints of what was stat'ed. */
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

  static boolean sameInode(@Nullable Fingerprint seen, Stat stat) {
    return seen != null
        && seen.inode() == stat.inode()
        && seen.birth().seconds() == stat.birth().seconds()
        && seen.birth().nanos() == stat.birth().nanos();
  }

  static boolean sameMetadata(Fingerprint seen, Stat stat) {
    return seen.mode() == stat.mode() && seen.uid() == stat.uid() && seen.gid() == stat.gid();
  }
}
