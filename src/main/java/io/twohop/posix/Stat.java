package io.twohop.posix;

/**
 * One inode as statx(2) describes it, without its access time.
 *
 * @param kind what it is
 * @param inode number; unique on its device among inodes that are alive, and reused by ext4 at once
 *     when one dies
 * @param birth when the inode was made, {@link Timespec#NONE} where the file system does not record
 *     it; with {@code inode} it tells a reused number apart
 * @param sizeBytes length of a file, or of a symlink's target
 * @param mtime last change of content
 * @param ctime last change of the inode, by the kernel's clock only
 * @param mode permission bits with set-user-id, set-group-id and sticky: 0 to 07777
 * @param uid owner, 32 bits without sign
 * @param gid group, 32 bits without sign
 * @param linkCount names that this inode has; 0 when it lives only through descriptors
 * @param device major and minor number of the file system, only good for comparing while it stays
 *     mounted
 * @param mountId which mount it was reached through; -1 before Linux 5.8
 */
public record Stat(
    FileKind kind,
    long inode,
    Timespec birth,
    long sizeBytes,
    Timespec mtime,
    Timespec ctime,
    int mode,
    int uid,
    int gid,
    int linkCount,
    long device,
    long mountId) {

  /** Whether both describe the same inode: number, birth and device. */
  public boolean sameInode(Stat other) {
    return inode == other.inode && birth.equals(other.birth) && device == other.device;
  }
}
