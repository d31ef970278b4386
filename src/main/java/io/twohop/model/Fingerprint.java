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
  /** Whether both are of one inode. */
  public boolean sameInode(Fingerprint other) {
    return inode == other.inode && birth.equals(other.birth);
  }
}
