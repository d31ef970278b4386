package io.twohop.model;

/**
 * What stat(2) said of an inode when it was last looked at: as long as it says the same, and {@code
 * ctime} is not fresh, the content is the same.
 *
 * @param inode number within the file system of the tree
 * @param birth when the inode was made: file systems reuse numbers at once
 * @param mode the low twelve bits of st_mode
 */
public record Fingerprint(
    long inode,
    Timestamp birth,
    long sizeBytes,
    Timestamp mtime,
    Timestamp ctime,
    int mode,
    int uid,
    int gid) {
  /** No inode ever changed then: the clock of every kernel that knows births began later. */
  private static final Timestamp NEVER = new Timestamp(0, 0);

  /**
   * The same inode, read while a further change might have shown the same times: it vouches for
   * nothing, so that the file is read again, by the next process if this one dies before. Git
   * writes a size of 0 for the same reason (Documentation/technical/racy-git.txt).
   */
  public Fingerprint unproven() {
    return new Fingerprint(inode, birth, sizeBytes, mtime, NEVER, mode, uid, gid);
  }

  /** Whether both are of one inode. */
  public boolean sameInode(Fingerprint other) {
    return inode == other.inode && birth.equals(other.birth);
  }
}
