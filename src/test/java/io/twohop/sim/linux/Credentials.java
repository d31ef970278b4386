package io.twohop.sim.linux;

/** Who acts. User 0 may do everything that the file system allows. */
record Credentials(int uid, int gid) {
  static final int READ = 4;
  static final int WRITE = 2;
  static final int SEARCH = 1;

  boolean may(Inode inode, int bits) {
    if (uid == 0) {
      return true;
    }
    int shift = inode.uid == uid ? 6 : inode.gid == gid ? 3 : 0;
    return (inode.mode >> shift & bits) == bits;
  }

  boolean owns(Inode inode) {
    return uid == 0 || inode.uid == uid;
  }
}
