package io.twohop.posix;

/** What {@link Syscalls#renameat2} does with a target that exists; from linux/fs.h. */
public enum RenameMode {
  /** Replaces it: a file by a non-directory, an empty directory by a directory. */
  REPLACE(0),
  /** Fails with EEXIST. */
  NOREPLACE(1),
  /**
   * Both names change places in one step, whatever kinds they are; fails with ENOENT if there is no
   * target.
   */
  EXCHANGE(2);

  private final int flag;

  RenameMode(int flag) {
    this.flag = flag;
  }

  /** The flag of renameat2(2). */
  public int flag() {
    return flag;
  }
}
