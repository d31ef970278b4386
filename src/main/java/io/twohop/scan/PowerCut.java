package io.twohop.scan;

import io.twohop.model.Timestamp;
import io.twohop.posix.Stat;

/**
 * The machine stopped without warning, and what was written in its last moments may have reached
 * the disk in part or not at all. Both times are of the clock that stamps the inodes.
 *
 * @param since when the last settlement before it began: whatever is older was flushed
 * @param until when the machine was running again: whatever is newer was not there yet
 */
public record PowerCut(Timestamp since, Timestamp until) {
  /**
   * Whether this inode changed in those moments, or was written in them and renamed since.
   *
   * <p>LIMIT: content written in place may reach the disk before the times that tell of it; only
   * reading everything finds that.
   */
  boolean mayHaveHit(Stat stat) {
    return isWithin(Prints.time(stat.ctime())) || isWithin(Prints.time(stat.mtime()));
  }

  /** Whether this inode was made in those moments, whatever changed it since. */
  boolean mayHaveMade(Stat stat) {
    return isWithin(Prints.time(stat.birth()));
  }

  private boolean isWithin(Timestamp time) {
    return time.compareTo(since) >= 0 && time.compareTo(until) < 0;
  }
}
