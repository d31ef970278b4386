package io.twohop.posix;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Linux, as far as Twohop uses it: one method per system call.
 *
 * <p><b>Paths.</b> {@code name} is always one component as {@link Component#require} says, looked
 * up in the directory that the descriptor {@code dir} has open; nothing here follows a symlink at
 * the last component. Only {@link #open} and {@link #openat2} take longer paths. Arrays are read or
 * filled during the call and not kept.
 *
 * <p><b>Failure.</b> Every method throws {@link ErrnoException} and has then changed nothing,
 * unless it says otherwise. EINTR is retried inside, except by {@link #poll}.
 *
 * <p>All methods may be called by any thread. In the in-memory Linux of the tests nothing ever
 * waits.
 */
public interface Syscalls {

  // ---- opening and describing

  /**
   * Opens an absolute path, following symlinks on the way and at its end unless O_NOFOLLOW is
   * given. For the root of a tree and for our own directories only.
   *
   * @param flags bits of {@link OpenFlags}
   * @param mode permission bits of a file that is created, before the umask
   * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
   */
  Fd open(byte[] absolutePath, int flags, int mode);

  /**
   * Opens {@code path} below {@code dir} under the rules of {@code resolve}.
   *
   * @param path relative, components separated by single slashes, at most 4,095 bytes; {@code "."}
   *     is {@code dir} itself
   * @param flags bits of {@link OpenFlags}
   * @param mode permission bits of a file that is created, before the umask; 0 without O_CREAT
   * @param resolve bits of {@link Resolve}, nearly always {@link Resolve#CONFINED}
   * @throws ErrnoException ELOOP if a component is a symlink, EXDEV if the path leaves {@code dir}
   *     or its mount, EAGAIN if a rename raced the walk (retry), ENOSYS below Linux 5.6
   * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
   */
  Fd openat2(Fd dir, byte[] path, int flags, int mode, int resolve);

  /**
   * Closes a descriptor by number; called by {@link Fd#close} only. Errors are swallowed, the
   * number is free in any case.
   */
  void close(int number);

  /**
   * What stands at a name: the inode itself, never what a symlink points to.
   *
   * @throws ErrnoException ENOENT if nothing stands there
   * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
   */
  default Stat statx(Fd dir, byte[] name) {
    Stat stat = statxOrNull(dir, name);
    if (stat == null) {
      throw new ErrnoException(Errno.ENOENT, "statx", Printable.of(name));
    }
    return stat;
  }

  /**
   * As {@link #statx(Fd, byte[])}, but null where nothing stands: an everyday answer that should
   * not cost an exception.
   */
  @Nullable Stat statxOrNull(Fd dir, byte[] name);

  /** What a descriptor has open. */
  Stat statx(Fd fd);

  /**
   * The file system that a descriptor is on.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/statfs.2.html">statfs(2)</a>
   */
  FileSystemStat fstatfs(Fd fd);

  /**
   * The next names of an open directory, in the kernel's order, without {@code .} and {@code ..}. A
   * name that is added or removed while listing may or may not appear; one that stays appears
   * exactly once.
   *
   * @return some entries; empty at the end
   * @throws ErrnoException ENOENT if the directory itself has been removed
   * @see <a href="https://man7.org/linux/man-pages/man2/getdents.2.html">getdents64(2)</a>
   */
  List<DirectoryEntry> getdents64(Fd dir);

  /** Makes the next {@link #getdents64} start over: lseek(2) to 0. */
  void rewind(Fd dir);

  /**
   * The target of a symlink, as stored.
   *
   * @throws ErrnoException EINVAL if it is not a symlink
   * @see <a href="https://man7.org/linux/man-pages/man2/readlink.2.html">readlinkat(2)</a>
   */
  byte[] readlinkat(Fd dir, byte[] name);

  /**
   * The absolute path by which the kernel knows an open descriptor now; {@code " (deleted)"} is
   * appended when its last name is gone.
   *
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html">proc_pid_fd(5)</a>
   */
  byte[] pathOf(Fd fd);

  // ---- content

  /**
   * Reads at the descriptor's own position.
   *
   * @return bytes read, fewer than asked at will; 0 at the end
   * @see <a href="https://man7.org/linux/man-pages/man2/read.2.html">read(2)</a>
   */
  int read(Fd fd, byte[] buffer, int offset, int length);

  /**
   * Reads at {@code position} (bytes from the start) and leaves the descriptor's own position
   * alone.
   */
  int pread(Fd fd, byte[] buffer, int offset, int length, long position);

  /**
   * Writes at the descriptor's own position, or at the end with O_APPEND.
   *
   * @return bytes written, at least 1 and fewer than asked at will; use {@link #writeFully} to have
   *     all
   * @throws ErrnoException ENOSPC, EDQUOT, EFBIG, EIO
   * @see <a href="https://man7.org/linux/man-pages/man2/write.2.html">write(2)</a>
   */
  int write(Fd fd, byte[] buffer, int offset, int length);

  /** Writes at {@code position} and leaves the descriptor's own position alone. */
  int pwrite(Fd fd, byte[] buffer, int offset, int length, long position);

  /**
   * Writes everything at the descriptor's own position; after a failure some of it may be written.
   */
  default void writeFully(Fd fd, byte[] buffer, int offset, int length) {
    int done = 0;
    while (done < length) {
      done += write(fd, buffer, offset + done, length - done);
    }
  }

  /** Writes everything at {@code position}; after a failure some of it may be written. */
  default void pwriteFully(Fd fd, byte[] buffer, int offset, int length, long position) {
    int done = 0;
    while (done < length) {
      done += pwrite(fd, buffer, offset + done, length - done, position + done);
    }
  }

  /** Cuts a file, or extends it with zeros, to {@code sizeBytes}. */
  void ftruncate(Fd fd, long sizeBytes);

  /**
   * Makes {@code target} share all of {@code source}'s blocks (a reflink).
   *
   * @throws ErrnoException EOPNOTSUPP, EINVAL, ENOTTY or EXDEV where the file system cannot; copy
   *     then
   * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_ficlone.2.html">ioctl_ficlone(2)</a>
   */
  void ficlone(Fd target, Fd source);

  /**
   * Copies inside the kernel, at given positions.
   *
   * @return bytes copied, fewer than asked at will; 0 at the end of {@code source}
   * @throws ErrnoException EXDEV, EINVAL or EOPNOTSUPP where the kernel cannot; read and write then
   * @see <a
   *     href="https://man7.org/linux/man-pages/man2/copy_file_range.2.html">copy_file_range(2)</a>
   */
  long copyFileRange(Fd source, long sourcePosition, Fd target, long targetPosition, long length);

  // ---- durability

  /**
   * Content and inode of a file, or the names of a directory, are on disk when this returns.
   *
   * @throws ErrnoException EIO once for data that could not be written; the kernel then forgets it,
   *     so that a second call says nothing. The file's content is unknown.
   * @see <a href="https://man7.org/linux/man-pages/man2/fsync.2.html">fsync(2)</a>
   */
  void fsync(Fd fd);

  /** As {@link #fsync}, without the inode's times. */
  void fdatasync(Fd fd);

  /** Everything of the file system that {@code fd} is on; can take long where others write. */
  void syncfs(Fd fd);

  // ---- names

  /**
   * Makes an empty directory.
   *
   * @param mode permission bits, before the umask
   * @throws ErrnoException EEXIST if anything stands at the name
   */
  void mkdirat(Fd dir, byte[] name, int mode);

  /**
   * Makes a symlink.
   *
   * @param target 1 to 4,095 bytes without NUL; not looked at
   * @throws ErrnoException EEXIST if anything stands at the name
   */
  void symlinkat(byte[] target, Fd dir, byte[] name);

  /**
   * Gives an inode one more name.
   *
   * @throws ErrnoException EEXIST if anything stands at the new name, EPERM for a directory or
   *     (protected_hardlinks) for a file that is neither owned nor writable, EMLINK, EXDEV
   */
  void linkat(Fd fromDir, byte[] fromName, Fd toDir, byte[] toName);

  /**
   * Moves a name.
   *
   * @throws ErrnoException ENOENT without a source, or with EXCHANGE without a target; EEXIST with
   *     NOREPLACE; ENOTEMPTY (some file systems: EEXIST) over a directory with children; EISDIR,
   *     ENOTDIR between kinds; EINVAL for a directory into itself, or where the file system does
   *     not know {@code mode}; EXDEV
   * @see <a href="https://man7.org/linux/man-pages/man2/rename.2.html">renameat2(2)</a>
   */
  void renameat2(Fd fromDir, byte[] fromName, Fd toDir, byte[] toName, RenameMode mode);

  /**
   * Removes a name that is not a directory's. The inode lives on while it has other names or
   * descriptors.
   *
   * @throws ErrnoException EISDIR for a directory
   */
  void unlink(Fd dir, byte[] name);

  /**
   * Removes an empty directory.
   *
   * @throws ErrnoException ENOTEMPTY, ENOTDIR, EBUSY for a mount point
   */
  void rmdir(Fd dir, byte[] name);

  // ---- metadata

  /**
   * Sets the permission bits; {@code fd} may be opened with O_PATH.
   *
   * @param mode 0 to 07777
   */
  void fchmod(Fd fd, int mode);

  /**
   * Sets owner and group; {@code fd} may be opened with O_PATH. The kernel clears set-user-id and
   * set-group-id of files.
   *
   * @param uid the new owner, -1 leaves it
   * @param gid the new group, -1 leaves it
   */
  void fchown(Fd fd, int uid, int gid);

  /** As {@link #fchown} for the inode at a name; of a symlink, its own owner. */
  void fchownat(Fd dir, byte[] name, int uid, int gid);

  /**
   * Sets the time of the last change; the access time stays. {@code fd} may be opened with O_PATH.
   */
  void futimens(Fd fd, Timespec mtime);

  /** As {@link #futimens} for the inode at a name; of a symlink, its own. */
  void utimensat(Fd dir, byte[] name, Timespec mtime);

  // ---- locks and leases

  /**
   * Asks for a read lease and gives it back at once: the only way to learn whether any process has
   * the file open for writing. The lease is never held, because an opener would hang behind it.
   *
   * @param fd a regular file opened O_RDONLY
   * @see <a
   *     href="https://man7.org/linux/man-pages/man2/F_SETLEASE.2const.html">F_SETLEASE(2const)</a>
   */
  WriterProbe probeWriters(Fd fd);

  /**
   * Takes flock(2)'s exclusive lock without waiting; it is released when the descriptor is closed,
   * or the process dies.
   *
   * @return false if another open description has it
   */
  boolean tryLock(Fd fd);

  // ---- notification

  /**
   * A new queue of events, non-blocking.
   *
   * @throws ErrnoException EMFILE at the limit of fs.inotify.max_user_instances
   */
  Fd inotifyInit();

  /**
   * Watches the directory that {@code dir} has open, whatever it is called by now. One that has
   * been removed can be watched too: SELF_DELETED and IGNORED follow when its last descriptor is
   * closed.
   *
   * @param mask bits of {@link InotifyMask}
   * @return the watch's number; the same again if this inode is watched already
   * @throws ErrnoException ENOSPC at the limit of fs.inotify.max_user_watches, EACCES without the
   *     right to read the directory
   * @see <a href="https://man7.org/linux/man-pages/man7/inotify.7.html">inotify(7)</a>
   */
  int inotifyAddWatch(Fd inotify, Fd dir, int mask);

  /**
   * Ends a watch; an IGNORED event follows.
   *
   * @throws ErrnoException EINVAL if it has ended by itself
   */
  void inotifyRmWatch(Fd inotify, int watch);

  /** Takes events that are queued, oldest first; empty when there are none. Never waits. */
  List<InotifyEvent> inotifyRead(Fd inotify);

  /** A new counter at 0, to wake {@link #poll} with. */
  Fd eventfd();

  /** Adds one: the counter becomes readable. */
  void eventfdSignal(Fd eventfd);

  /** Sets it back to 0. */
  void eventfdClear(Fd eventfd);

  /**
   * Waits until one of the descriptors can be read.
   *
   * @param timeoutMillis at most so long; 0 only looks, negative waits without end
   * @return those that are readable, at end, or broken; empty after the timeout or a signal
   */
  List<Fd> poll(List<Fd> fds, int timeoutMillis);

  // ---- process and system

  /** The effective user. */
  int geteuid();

  /** The name of a user; null if nobody has the number. May ask the network (NSS): keep answers. */
  @Nullable String userName(int uid);

  /**
   * The number of a user; null if there is no such name. May ask the network (NSS): keep answers.
   */
  @Nullable Integer userId(String name);

  /** The name of a group; null if none has the number. May ask the network (NSS): keep answers. */
  @Nullable String groupName(int gid);

  /**
   * The number of a group; null if there is no such name. May ask the network (NSS): keep answers.
   */
  @Nullable Integer groupId(String name);

  /**
   * CLOCK_REALTIME_COARSE: the clock that stamps inodes, at its own granularity (a tick, 1 to 10
   * ms).
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/clock_gettime.2.html">clock_gettime(2)</a>
   */
  Timespec coarseClock();

  /** The running kernel's release, for example {@code 6.1.0-18-amd64}. */
  String kernelRelease();
}
