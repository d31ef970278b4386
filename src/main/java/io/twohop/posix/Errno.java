package io.twohop.posix;

/**
 * Why the kernel refused: the error numbers that Twohop tells apart, as in {@code
 * asm-generic/errno.h} (the same on x86_64 and aarch64). Every other number is {@link #OTHER};
 * {@link ErrnoException#number()} still has it.
 */
public enum Errno {
  EPERM(1, "operation not permitted"),
  ENOENT(2, "no such file or directory"),
  EINTR(4, "interrupted"),
  EIO(5, "input/output error"),
  ENXIO(6, "no such device or address"),
  E2BIG(7, "argument too big"),
  EBADF(9, "bad file descriptor"),
  EAGAIN(11, "resource temporarily unavailable"),
  ENOMEM(12, "out of memory"),
  EACCES(13, "permission denied"),
  EFAULT(14, "bad address"),
  EBUSY(16, "device or resource busy"),
  EEXIST(17, "file exists"),
  EXDEV(18, "crosses a file system, or leaves the directory it is confined to"),
  ENODEV(19, "no such device"),
  ENOTDIR(20, "not a directory"),
  EISDIR(21, "is a directory"),
  EINVAL(22, "invalid argument"),
  ENFILE(23, "too many open files in the system"),
  EMFILE(24, "too many open files in this process"),
  ENOTTY(25, "not supported by this descriptor"),
  ETXTBSY(26, "text file busy"),
  EFBIG(27, "file too large"),
  ENOSPC(28, "no space left on device"),
  ESPIPE(29, "illegal seek"),
  EROFS(30, "read-only file system"),
  EMLINK(31, "too many links"),
  EPIPE(32, "broken pipe"),
  ERANGE(34, "result too large"),
  ENAMETOOLONG(36, "file name too long"),
  ENOSYS(38, "not implemented by this kernel"),
  ENOTEMPTY(39, "directory not empty"),
  ELOOP(40, "a symbolic link stands in the path"),
  ENODATA(61, "no data available"),
  EOVERFLOW(75, "value too large"),
  EILSEQ(84, "name not allowed by this file system"),
  EOPNOTSUPP(95, "not supported by this file system"),
  ESTALE(116, "stale file handle"),
  EUCLEAN(117, "file system needs cleaning"),
  EDQUOT(122, "disk quota exceeded"),
  OTHER(-1, "error");

  private final int number;
  private final String meaning;

  Errno(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** The kernel's number; -1 for {@link #OTHER}. */
  public int number() {
    return number;
  }

  /** A few words for people, without full stop. */
  public String meaning() {
    return meaning;
  }

  /** The constant for a number of the kernel, {@link #OTHER} if it is not listed here. */
  public static Errno of(int number) {
    for (Errno errno : VALUES) {
      if (errno.number == number) {
        return errno;
      }
    }
    return OTHER;
  }

  private static final Errno[] VALUES = values();
}
