package io.twohop.sim.linux;

import io.twohop.model.Name;

/**
 * One name of one inode. It moves with a rename, and outlives its removal while descriptors were
 * opened through it.
 */
final class Dentry {
  /** The directory that it is in, or was last in; null for the root of a disk. */
  Inode dir;

  Name name;
  final Inode inode;
  boolean removed;

  Dentry(Inode dir, Name name, Inode inode) {
    this.dir = dir;
    this.name = name;
    this.inode = inode;
  }
}
