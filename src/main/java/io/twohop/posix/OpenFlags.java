package io.twohop.posix;

/**
 * Flags for {@link Syscalls#open} and {@link Syscalls#openat2}. Values are those of x86_64; where
 * aarch64 differs (two of them) {@link FfmSyscalls} translates. {@code O_CLOEXEC} is always added.
 */
public final class OpenFlags {
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;

  /**
   * Never wait: for a FIFO's other end, or for another process's lease to be broken (EAGAIN then).
   */
  public static final int O_NONBLOCK = 0x800;

  /** Fail with ENOTDIR unless it is a directory. */
  public static final int O_DIRECTORY = 0x1_0000;

  /** Fail with ELOOP if the last component is a symlink. */
  public static final int O_NOFOLLOW = 0x2_0000;

  /** Leave the access time alone; EPERM unless the caller owns the file or has CAP_FOWNER. */
  public static final int O_NOATIME = 0x4_0000;

  /** Only a handle on the inode: no permission on it needed, no read or write possible. */
  public static final int O_PATH = 0x20_0000;

  private OpenFlags() {}
}
