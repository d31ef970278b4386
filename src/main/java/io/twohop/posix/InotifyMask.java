package io.twohop.posix;

/** Bits for {@link Syscalls#inotifyAddWatch}, from linux/inotify.h. */
public final class InotifyMask {
  public static final int IN_ACCESS = 0x1;
  public static final int IN_MODIFY = 0x2;
  public static final int IN_ATTRIB = 0x4;
  public static final int IN_CLOSE_WRITE = 0x8;
  public static final int IN_CLOSE_NOWRITE = 0x10;
  public static final int IN_OPEN = 0x20;
  public static final int IN_MOVED_FROM = 0x40;
  public static final int IN_MOVED_TO = 0x80;
  public static final int IN_CREATE = 0x100;
  public static final int IN_DELETE = 0x200;
  public static final int IN_DELETE_SELF = 0x400;
  public static final int IN_MOVE_SELF = 0x800;

  /** Fail with ENOTDIR unless the descriptor is a directory. */
  public static final int IN_ONLYDIR = 0x0100_0000;

  /** No events for children that are already unlinked but still open. */
  public static final int IN_EXCL_UNLINK = 0x0400_0000;

  /** Fail with EEXIST instead of replacing the mask of an existing watch (Linux 4.18). */
  public static final int IN_MASK_CREATE = 0x1000_0000;

  private InotifyMask() {}
}
