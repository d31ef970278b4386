package io.twohop.posix;

/**
 * The numbers of the calls on this machine's architecture: arch/x86/entry/syscalls/syscall_64.tbl,
 * and for aarch64 include/uapi/asm-generic/unistd.h of the kernel's source.
 */
final class SyscallNumber {
  private static final boolean AARCH64 = isAarch64();

  static final long READ = number(0, 63);
  static final long WRITE = number(1, 64);
  static final long CLOSE = number(3, 57);
  static final long LSEEK = number(8, 62);
  static final long RT_SIGACTION = number(13, 134);
  static final long IOCTL = number(16, 29);
  static final long PREAD64 = number(17, 67);
  static final long PWRITE64 = number(18, 68);
  static final long UNAME = number(63, 160);
  static final long FCNTL = number(72, 25);
  static final long FLOCK = number(73, 32);
  static final long FSYNC = number(74, 82);
  static final long FDATASYNC = number(75, 83);
  static final long FTRUNCATE = number(77, 46);
  static final long FCHMOD = number(91, 52);
  static final long GETEUID = number(107, 175);
  static final long FSTATFS = number(138, 44);
  static final long GETDENTS64 = number(217, 61);
  static final long CLOCK_GETTIME = number(228, 113);
  static final long INOTIFY_ADD_WATCH = number(254, 27);
  static final long INOTIFY_RM_WATCH = number(255, 28);
  static final long OPENAT = number(257, 56);
  static final long MKDIRAT = number(258, 34);
  static final long FCHOWNAT = number(260, 54);
  static final long UNLINKAT = number(263, 35);
  static final long LINKAT = number(265, 37);
  static final long SYMLINKAT = number(266, 36);
  static final long READLINKAT = number(267, 78);
  static final long FCHMODAT = number(268, 53);
  static final long PPOLL = number(271, 73);
  static final long UTIMENSAT = number(280, 88);
  static final long EVENTFD2 = number(290, 19);
  static final long INOTIFY_INIT1 = number(294, 26);
  static final long SYNCFS = number(306, 267);
  static final long RENAMEAT2 = number(316, 276);
  static final long COPY_FILE_RANGE = number(326, 285);
  static final long STATX = number(332, 291);
  static final long OPENAT2 = 437;

  private SyscallNumber() {}

  /** {@code flags} of {@link OpenFlags} as this architecture numbers them. */
  static long openFlags(int flags) {
    if (!AARCH64) {
      return flags;
    }
    int moved = OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    return (flags & ~moved)
        | ((flags & OpenFlags.O_DIRECTORY) != 0 ? 0x4000 : 0)
        | ((flags & OpenFlags.O_NOFOLLOW) != 0 ? 0x8000 : 0);
  }

  private static long number(long x8664, long aarch64) {
    return AARCH64 ? aarch64 : x8664;
  }

  private static boolean isAarch64() {
    String arch = System.getProperty("os.arch", "");
    return switch (arch) {
      case "amd64", "x86_64" -> false;
      case "aarch64" -> true;
      default ->
          throw new UnsupportedOperationException(
              "Twohop runs on x86_64 and aarch64, this is " + arch);
    };
  }
}
