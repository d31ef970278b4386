package io.twohop.posix;

import static io.twohop.posix.SyscallNumber.*;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The real Linux. Stateless; one instance serves the process.
 *
 * <p>LIMIT: scratch memory is per thread (about 140 KiB), so callers should be platform threads,
 * and few.
 */
public final class FfmSyscalls implements Syscalls {
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_NO_AUTOMOUNT = 0x800;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int AT_EMPTY_PATH = 0x1000;

  /** Also EFD_CLOEXEC and IN_CLOEXEC. */
  private static final int O_CLOEXEC = 0x80000;

  private static final int STATX_BASIC_BTIME_MNT_ID =
      0x7FF | Structs.STATX_BTIME | Structs.STATX_MNT_ID;
  private static final int UTIME_OMIT = (1 << 30) - 2;
  private static final int CLOCK_REALTIME_COARSE = 5;
  private static final long FICLONE = 0x40049409L;
  private static final int F_SETLEASE = 1024;
  private static final int F_RDLCK = 0;
  private static final int F_UNLCK = 2;
  private static final int LOCK_EX_NB = 2 | 4;
  private static final int SIGIO = 29;
  private static final long SIG_IGN = 1;
  private static final short POLLIN = 1;
  private static final byte[] NO_PATH = {};

  /**
   * Also makes the process ignore SIGIO.
   *
   * <p>WHY: when somebody opens a file for writing in the moment that {@link #probeWriters} has its
   * lease, the kernel sends SIGIO, which would end the process.
   */
  public FfmSyscalls() {
    Scratch s = Scratch.ofThread();
    s.struct.asSlice(0, 32).fill((byte) 0);
    s.struct.set(JAVA_LONG, 0, SIG_IGN);
    check("rt_sigaction", Kernel.call(s, RT_SIGACTION, SIGIO, s.struct.address(), 0, 8, 0), null);
  }

  // ---- opening and describing

  @Override
  public Fd open(byte[] absolutePath, int flags, int mode) {
    if (absolutePath.length == 0 || absolutePath[0] != '/') {
      throw new IllegalArgumentException("not absolute: " + Printable.of(absolutePath));
    }
    Scratch s = Scratch.ofThread();
    long path = s.path(absolutePath);
    long result = Kernel.call(s, OPENAT, AT_FDCWD, path, openFlags(flags) | O_CLOEXEC, mode, 0);
    return new Fd(this, (int) check("open", result, absolutePath));
  }

  @Override
  public Fd openat2(Fd dir, byte[] path, int flags, int mode, int resolve) {
    Scratch s = Scratch.ofThread();
    s.struct.set(JAVA_LONG, 0, openFlags(flags) | O_CLOEXEC);
    s.struct.set(JAVA_LONG, 8, mode);
    s.struct.set(JAVA_LONG, 16, resolve);
    long result = Kernel.call(s, OPENAT2, dir.number(), s.path(path), s.struct.address(), 24, 0);
    return new Fd(this, (int) check("openat2", result, path));
  }

  @Override
  public void close(int number) {
    // WHY: once only. After EINTR Linux has released the number, and it may belong to another
    // thread by now.
    Kernel.callOnce(Scratch.ofThread(), CLOSE, number, 0, 0, 0, 0, 0);
  }

  @Override
  public @Nullable Stat statxOrNull(Fd dir, byte[] name) {
    Scratch s = Scratch.ofThread();
    long path = s.path(Component.require(name));
    long result =
        Kernel.call(
            s,
            STATX,
            dir.number(),
            path,
            AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT,
            STATX_BASIC_BTIME_MNT_ID,
            s.struct.address());
    if (result == -Errno.ENOENT.number()) {
      return null;
    }
    check("statx", result, name);
    return Structs.stat(s.struct);
  }

  @Override
  public Stat statx(Fd fd) {
    Scratch s = Scratch.ofThread();
    long result =
        Kernel.call(
            s,
            STATX,
            fd.number(),
            s.path(NO_PATH),
            AT_EMPTY_PATH,
            STATX_BASIC_BTIME_MNT_ID,
            s.struct.address());
    check("statx", result, null);
    return Structs.stat(s.struct);
  }

  @Override
  public FileSystemStat fstatfs(Fd fd) {
    Scratch s = Scratch.ofThread();
    check("fstatfs", Kernel.call(s, FSTATFS, fd.number(), s.struct.address(), 0), null);
    return Structs.fileSystem(s.struct);
  }

  @Override
  public List<DirectoryEntry> getdents64(Fd dir) {
    Scratch s = Scratch.ofThread();
    while (true) {
      long result = Kernel.call(s, GETDENTS64, dir.number(), s.data.address(), Scratch.DATA_BYTES);
      long length = check("getdents64", result, null);
      List<DirectoryEntry> entries = Structs.directoryEntries(s.data, length);
      if (length == 0 || !entries.isEmpty()) {
        return entries;
      }
    }
  }

  @Override
  public void rewind(Fd dir) {
    check("lseek", Kernel.call(Scratch.ofThread(), LSEEK, dir.number(), 0, 0), null);
  }

  @Override
  public byte[] readlinkat(Fd dir, byte[] name) {
    Scratch s = Scratch.ofThread();
    long path = s.path(Component.require(name));
    long result =
        Kernel.call(s, READLINKAT, dir.number(), path, s.data.address(), Scratch.DATA_BYTES, 0);
    return Structs.bytes(s.data, 0, (int) check("readlinkat", result, name));
  }

  @Override
  public byte[] pathOf(Fd fd) {
    Scratch s = Scratch.ofThread();
    long link = s.path(procLink(fd));
    long result =
        Kernel.call(s, READLINKAT, AT_FDCWD, link, s.data.address(), Scratch.DATA_BYTES, 0);
    return Structs.bytes(s.data, 0, (int) check("readlink of /proc/self/fd", result, null));
  }

  // ---- content

  @Override
  public int read(Fd fd, byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    Scratch s = Scratch.ofThread();
    int part = Math.min(length, Scratch.DATA_BYTES);
    long result = Kernel.call(s, READ, fd.number(), s.data.address(), part);
    return filled(s, check("read", result, null), buffer, offset);
  }

  @Override
  public int pread(Fd fd, byte[] buffer, int offset, int length, long position) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    Scratch s = Scratch.ofThread();
    int part = Math.min(length, Scratch.DATA_BYTES);
    long result = Kernel.call(s, PREAD64, fd.number(), s.data.address(), part, position, 0);
    return filled(s, check("pread", result, null), buffer, offset);
  }

  private static int filled(Scratch s, long count, byte[] buffer, int offset) {
    MemorySegment.copy(s.data, JAVA_BYTE, 0, buffer, offset, (int) count);
    return (int) count;
  }

  @Override
  public int write(Fd fd, byte[] buffer, int offset, int length) {
    Scratch s = Scratch.ofThread();
    int part = outgoing(s, buffer, offset, length);
    long result = Kernel.call(s, WRITE, fd.number(), s.data.address(), part);
    return (int) check("write", result, null);
  }

  @Override
  public int pwrite(Fd fd, byte[] buffer, int offset, int length, long position) {
    Scratch s = Scratch.ofThread();
    int part = outgoing(s, buffer, offset, length);
    long result = Kernel.call(s, PWRITE64, fd.number(), s.data.address(), part, position, 0);
    return (int) check("pwrite", result, null);
  }

  private static int outgoing(Scratch s, byte[] buffer, int offset, int length) {
    int part = Math.min(length, Scratch.DATA_BYTES);
    MemorySegment.copy(buffer, offset, s.data, JAVA_BYTE, 0, part);
    return part;
  }

  @Override
  public void ftruncate(Fd fd, long sizeBytes) {
    check("ftruncate", Kernel.call(Scratch.ofThread(), FTRUNCATE, fd.number(), sizeBytes, 0), null);
  }

  @Override
  public void ficlone(Fd target, Fd source) {
    long result = Kernel.call(Scratch.ofThread(), IOCTL, target.number(), FICLONE, source.number());
    check("ioctl FICLONE", result, null);
  }

  @Override
  public long copyFileRange(
      Fd source, long sourcePosition, Fd target, long targetPosition, long length) {
    Scratch s = Scratch.ofThread();
    s.struct.set(JAVA_LONG, 0, sourcePosition);
    s.struct.set(JAVA_LONG, 8, targetPosition);
    long positions = s.struct.address();
    long result =
        Kernel.call(
            s, COPY_FILE_RANGE, source.number(), positions, target.number(), positions + 8, length);
    return check("copy_file_range", result, null);
  }

  // ---- durability

  @Override
  public void fsync(Fd fd) {
    check("fsync", Kernel.call(Scratch.ofThread(), FSYNC, fd.number()), null);
  }

  @Override
  public void fdatasync(Fd fd) {
    check("fdatasync", Kernel.call(Scratch.ofThread(), FDATASYNC, fd.number()), null);
  }

  @Override
  public void syncfs(Fd fd) {
    check("syncfs", Kernel.call(Scratch.ofThread(), SYNCFS, fd.number()), null);
  }

  // ---- names

  @Override
  public void mkdirat(Fd dir, byte[] name, int mode) {
    Scratch s = Scratch.ofThread();
    long path = s.path(Component.require(name));
    check("mkdirat", Kernel.call(s, MKDIRAT, dir.number(), path, mode), name);
  }

  @Override
  public void symlinkat(byte[] target, Fd dir, byte[] name) {
    Scratch s = Scratch.ofThread();
    long path = s.path(Component.require(name));
    long result = Kernel.call(s, SYMLINKAT, s.otherPath(target), dir.number(), path);
    check("symlinkat", result, name);
  }

  @Override
  public void linkat(Fd fromDir, byte[] fromName, Fd toDir, byte[] toName) {
    Scratch s = Scratch.ofThread();
    long from = s.path(Component.require(fromName));
    long to = s.otherPath(Component.require(toName));
    check("linkat", Kernel.call(s, LINKAT, fromDir.number(), from, toDir.number(), to, 0), toName);
  }

  @Override
  public void renameat2(Fd fromDir, byte[] fromName, Fd toDir, byte[] toName, RenameMode mode) {
    Scratch s = Scratch.ofThread();
    long from = s.path(Component.require(fromName));
    long to = s.otherPath(Component.require(toName));
    long result =
        Kernel.call(s, RENAMEAT2, fromDir.number(), from, toDir.number(), to, mode.flag());
    if (result < 0) {
      String subject = Printable.of(fromName) + " to " + Printable.of(toName) + " (" + mode + ")";
      throw new ErrnoException((int) -result, "renameat2", subject);
    }
  }

  @Override
  public void unlink(Fd dir, byte[] name) {
    Scratch s = Scratch.ofThread();
    long path = s.path(Component.require(name));
    check("unlinkat", Kernel.call(s, UNLINKAT, dir.number(), path, 0), name);
  }

  @Override
  public void rmdir(Fd dir, byte[] name) {
    Scratch s = Scratch.ofThread();
    long path = s.path(Component.require(name));
    check("rmdir", Kernel.call(s, UNLINKAT, dir.number(), path, AT_REMOVEDIR), name);
  }

  // ---- metadata

  @Override
  public void fchmod(Fd fd, int mode) {
    Scratch s = Scratch.ofThread();
    long result = Kernel.call(s, FCHMOD, fd.number(), mode, 0);
    if (result == -Errno.EBADF.number()) {
      // WHY: an O_PATH descriptor cannot be changed itself; its link in /proc leads to the same
      // inode without a walk.
      result = Kernel.call(s, FCHMODAT, AT_FDCWD, s.path(procLink(fd)), mode);
    }
    check("fchmod", result, null);
  }

  @Override
  public void fchown(Fd fd, int uid, int gid) {
    Scratch s = Scratch.ofThread();
    long result = Kernel.call(s, FCHOWNAT, fd.number(), s.path(NO_PATH), uid, gid, AT_EMPTY_PATH);
    check("fchown", result, null);
  }

  @Override
  public void fchownat(Fd dir, byte[] name, int uid, int gid) {
    Scratch s = Scratch.ofThread();
    long path = s.path(Component.require(name));
    long result = Kernel.call(s, FCHOWNAT, dir.number(), path, uid, gid, AT_SYMLINK_NOFOLLOW);
    check("fchownat", result, name);
  }

  @Override
  public void futimens(Fd fd, Timespec mtime) {
    Scratch s = Scratch.ofThread();
    long times = times(s, mtime);
    long result = Kernel.call(s, UTIMENSAT, fd.number(), 0, times, 0, 0);
    if (result == -Errno.EBADF.number()) {
      result = Kernel.call(s, UTIMENSAT, AT_FDCWD, s.path(procLink(fd)), times, 0, 0);
    }
    check("futimens", result, null);
  }

  @Override
  public void utimensat(Fd dir, byte[] name, Timespec mtime) {
    Scratch s = Scratch.ofThread();
    long path = s.path(Component.require(name));
    long result =
        Kernel.call(s, UTIMENSAT, dir.number(), path, times(s, mtime), AT_SYMLINK_NOFOLLOW, 0);
    check("utimensat", result, name);
  }

  private static long times(Scratch s, Timespec mtime) {
    s.struct.set(JAVA_LONG, 0, 0);
    s.struct.set(JAVA_LONG, 8, UTIME_OMIT);
    s.struct.set(JAVA_LONG, 16, mtime.seconds());
    s.struct.set(JAVA_LONG, 24, mtime.nanos());
    return s.struct.address();
  }

  // ---- locks and leases

  @Override
  public WriterProbe probeWriters(Fd fd) {
    Scratch s = Scratch.ofThread();
    long result = Kernel.call(s, FCNTL, fd.number(), F_SETLEASE, F_RDLCK);
    if (result == 0) {
      Kernel.call(s, FCNTL, fd.number(), F_SETLEASE, F_UNLCK);
      return WriterProbe.NO_WRITER;
    }
    return result == -Errno.EAGAIN.number() ? WriterProbe.OPEN_FOR_WRITING : WriterProbe.UNKNOWN;
  }

  @Override
  public boolean tryLock(Fd fd) {
    long result = Kernel.call(Scratch.ofThread(), FLOCK, fd.number(), LOCK_EX_NB, 0);
    if (result == -Errno.EAGAIN.number()) {
      return false;
    }
    check("flock", result, null);
    return true;
  }

  // ---- notification

  @Override
  public Fd inotifyInit() {
    long flags = O_CLOEXEC | OpenFlags.O_NONBLOCK;
    long result = Kernel.call(Scratch.ofThread(), INOTIFY_INIT1, flags);
    return new Fd(this, (int) check("inotify_init1", result, null));
  }

  @Override
  public int inotifyAddWatch(Fd inotify, Fd dir, int mask) {
    Scratch s = Scratch.ofThread();
    long path = s.path(procLink(dir));
    long result = Kernel.call(s, INOTIFY_ADD_WATCH, inotify.number(), path, mask);
    return (int) check("inotify_add_watch", result, null);
  }

  @Override
  public void inotifyRmWatch(Fd inotify, int watch) {
    long result = Kernel.call(Scratch.ofThread(), INOTIFY_RM_WATCH, inotify.number(), watch, 0);
    check("inotify_rm_watch", result, null);
  }

  @Override
  public List<InotifyEvent> inotifyRead(Fd inotify) {
    Scratch s = Scratch.ofThread();
    long result = Kernel.call(s, READ, inotify.number(), s.data.address(), Scratch.DATA_BYTES);
    if (result == -Errno.EAGAIN.number()) {
      return List.of();
    }
    return Structs.events(s.data, check("read inotify", result, null));
  }

  @Override
  public Fd eventfd() {
    long flags = O_CLOEXEC | OpenFlags.O_NONBLOCK;
    long result = Kernel.call(Scratch.ofThread(), EVENTFD2, 0, flags, 0);
    return new Fd(this, (int) check("eventfd2", result, null));
  }

  @Override
  public void eventfdSignal(Fd eventfd) {
    Scratch s = Scratch.ofThread();
    s.struct.set(JAVA_LONG, 0, 1);
    long result = Kernel.call(s, WRITE, eventfd.number(), s.struct.address(), 8);
    if (result
        != -Errno.EAGAIN.number()) { // EAGAIN: the counter is full, so the poller is awake anyway
      check("write eventfd", result, null);
    }
  }

  @Override
  public void eventfdClear(Fd eventfd) {
    Scratch s = Scratch.ofThread();
    long result = Kernel.call(s, READ, eventfd.number(), s.struct.address(), 8);
    if (result != -Errno.EAGAIN.number()) { // EAGAIN: it was at 0
      check("read eventfd", result, null);
    }
  }

  @Override
  public List<Fd> poll(List<Fd> fds, int timeoutMillis) {
    if (fds.size() > Scratch.DATA_BYTES / 8) {
      throw new IllegalArgumentException("too many descriptors: " + fds.size());
    }
    Scratch s = Scratch.ofThread();
    for (int i = 0; i < fds.size(); i++) {
      s.data.set(JAVA_INT, i * 8L, fds.get(i).number());
      s.data.set(JAVA_SHORT, i * 8L + 4, POLLIN);
      s.data.set(JAVA_SHORT, i * 8L + 6, (short) 0);
    }
    s.struct.set(JAVA_LONG, 0, timeoutMillis / 1000);
    s.struct.set(JAVA_LONG, 8, timeoutMillis % 1000 * 1_000_000L);
    long timeout = timeoutMillis < 0 ? 0 : s.struct.address();
    long result = Kernel.callOnce(s, PPOLL, s.data.address(), fds.size(), timeout, 0, 0, 0);
    if (result == -Errno.EINTR.number()) {
      return List.of();
    }
    check("ppoll", result, null);
    List<Fd> readable = new ArrayList<>();
    for (int i = 0; i < fds.size(); i++) {
      if (s.data.get(JAVA_SHORT, i * 8L + 6) != 0) {
        readable.add(fds.get(i));
      }
    }
    return readable;
  }

  // ---- process and system

  @Override
  public int geteuid() {
    return (int) Kernel.callOnce(Scratch.ofThread(), GETEUID, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public @Nullable String userName(int uid) {
    return Accounts.userName(uid);
  }

  @Override
  public @Nullable Integer userId(String name) {
    return Accounts.userId(name);
  }

  @Override
  public @Nullable String groupName(int gid) {
    return Accounts.groupName(gid);
  }

  @Override
  public @Nullable Integer groupId(String name) {
    return Accounts.groupId(name);
  }

  @Override
  public Timespec coarseClock() {
    Scratch s = Scratch.ofThread();
    long result = Kernel.call(s, CLOCK_GETTIME, CLOCK_REALTIME_COARSE, s.struct.address(), 0);
    check("clock_gettime", result, null);
    return new Timespec(s.struct.get(JAVA_LONG, 0), (int) s.struct.get(JAVA_LONG, 8));
  }

  @Override
  public String kernelRelease() {
    Scratch s = Scratch.ofThread();
    check("uname", Kernel.call(s, UNAME, s.struct.address()), null);
    return Structs.release(s.struct);
  }

  private static byte[] procLink(Fd fd) {
    return ("/proc/self/fd/" + fd.number()).getBytes(StandardCharsets.US_ASCII);
  }

  private static long check(String call, long result, byte @Nullable [] subject) {
    if (result < 0) {
      throw new ErrnoException((int) -result, call, subject == null ? "" : Printable.of(subject));
    }
    return result;
  }
}
