package io.twohop.scan;

import io.twohop.posix.FileSystemStat;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Tree;
import java.util.Set;

/**
 * Whether equal times prove that nothing was written in between. Where the kernel stamps inodes
 * once a tick, a second write in the same tick leaves no trace, so a file that has just changed is
 * looked at once more when the tick is certainly over.
 *
 * @see <a href="https://docs.kernel.org/filesystems/multigrain-ts.html">Multigrain timestamps</a>
 */
final class Freshness {
  /** Two ticks of the slowest kernel (CONFIG_HZ=100). */
  static final long FRESH_NANOS = 20_000_000L;

  /** The file systems that were given multigrain timestamps in Linux 6.13. */
  private static final Set<Long> MULTIGRAIN =
      Set.of(FileSystemStat.EXT4, FileSystemStat.XFS, FileSystemStat.BTRFS, FileSystemStat.TMPFS);

  private final Syscalls syscalls;
  private final boolean exact;

  Freshness(Tree tree) {
    this.syscalls = tree.syscalls();
    long type = syscalls.fstatfs(tree.rootFd()).type();
    this.exact = MULTIGRAIN.contains(type) && isAtLeast(syscalls.kernelRelease(), 6, 13);
  }

  /** Whether the inode changed so lately that a further change may show the same times. */
  boolean isFresh(Stat stat) {
    if (exact) {
      // With multigrain timestamps a change after a stat always gets a time of its own.
      return false;
    }
    long age = syscalls.coarseClock().toNanos() - stat.ctime().toNanos();
    return Math.abs(age) < FRESH_NANOS;
  }

  /** Whether the file has rested, by the clock that stamps it. */
  boolean hasRested(Stat stat, long nanos) {
    long now = syscalls.coarseClock().toNanos();
    return now - stat.ctime().toNanos() >= nanos && now - stat.mtime().toNanos() >= nanos;
  }

  static boolean isAtLeast(String release, int major, int minor) {
    String[] parts = release.split("[^0-9]+", 3);
    try {
      int first = Integer.parseInt(parts[0]);
      return first > major
          || (first == major && parts.length > 1 && Integer.parseInt(parts[1]) >= minor);
    } catch (NumberFormatException unknown) {
      return false;
    }
  }
}
