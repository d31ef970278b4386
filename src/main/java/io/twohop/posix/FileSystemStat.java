package io.twohop.posix;

/**
 * A mounted file system as statfs(2) describes it.
 *
 * @param type magic number: {@link #EXT4} and so on
 * @param sizeBytes all of it
 * @param freeBytes free, with what is reserved for root
 * @param availableBytes free for ordinary users
 * @param inodes how many it can have, 0 where there is no such bound
 * @param freeInodes how many are left
 * @param readOnly mounted read-only at the moment
 */
public record FileSystemStat(
    long type,
    long sizeBytes,
    long freeBytes,
    long availableBytes,
    long inodes,
    long freeInodes,
    boolean readOnly) {
  /** ext2, ext3 and ext4; this and the others from linux/magic.h. */
  public static final long EXT4 = 0xEF53;

  public static final long XFS = 0x58465342L;
  public static final long BTRFS = 0x9123683EL;
  public static final long TMPFS = 0x01021994L;
  public static final long OVERLAY = 0x794C7630L;
  public static final long NFS = 0x6969L;
  public static final long CIFS = 0xFF534D42L;
  public static final long SMB2 = 0xFE534D42L;
  public static final long FUSE = 0x65735546L;

  /** Whether changes made by other machines reach it without an inotify event here. */
  public boolean isRemote() {
    return type == NFS || type == CIFS || type == SMB2 || type == FUSE;
  }
}
