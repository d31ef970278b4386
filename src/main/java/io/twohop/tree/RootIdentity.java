package io.twohop.tree;

import io.twohop.posix.Stat;
import io.twohop.posix.Timespec;

/**
 * Which directory a root is, so that an empty mount point or a directory made anew under the same
 * path is not taken for it.
 *
 * @param inode its number
 * @param birth when it was made, {@link Timespec#NONE} where that is not recorded
 * @param device its file system, good for as long as that stays mounted
 * @param mountId its mount, -1 where the kernel does not say; not good across a restart of the
 *     machine
 */
public record RootIdentity(long inode, Timespec birth, long device, long mountId) {
  static RootIdentity of(Stat stat) {
    return new RootIdentity(stat.inode(), stat.birth(), stat.device(), stat.mountId());
  }
}
