package io.twohop.sim.linux;

import io.twohop.model.Name;
import io.twohop.posix.Component;
import io.twohop.posix.DirectoryEntry;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.FileSystemStat;
import io.twohop.posix.InotifyEvent;
import io.twohop.posix.InotifyMask;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.posix.Timespec;
import io.twohop.posix.WriterProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The process under test on a machine in memory. Every call passes the {@link Interposer} first.
 *
 * <p>Numbers of descriptors are never used twice, unlike Linux's: a descriptor used after its close
 * is EBADF, not a stranger.
 */
public final class SimLinux implements Syscalls {
  private static final int MODE_BITS = 07777;

  private final SimMachine machine;
  private final TreeMap<Integer, OpenFile> open = new TreeMap<>();
  private final TreeMap<Integer, String> userNames = new TreeMap<>(Map.of(0, "root"));
  private final TreeMap<Integer, String> groupNames = new TreeMap<>(Map.of(0, "root"));
  private final List<SimUser> users = new ArrayList<>();
  private Credentials who = new Credentials(0, 0);
  private Interposer interposer = Interposer.NONE;
  private long calls;
  private int lastNumber = 2;

  public SimLinux() {
    this(new SimClock());
  }

  public SimLinux(SimClock clock) {
    machine = new SimMachine(clock);
  }

  // ---- for tests

  public SimClock clock() {
    return machine.clock;
  }

  public SimLimits limits() {
    return machine.limits;
  }

  /** The disk that is mounted on {@code /}. */
  public SimDisk disk() {
    return machine.rootDisk();
  }

  /** Somebody with root's rights, whose acts do not pass the interposer. */
  public SimUser user() {
    return user(0, 0);
  }

  public SimUser user(int uid, int gid) {
    SimUser user = new SimUser(machine, new Credentials(uid, gid));
    users.add(user);
    return user;
  }

  public void setInterposer(Interposer interposer) {
    this.interposer = interposer;
  }

  /** Whom the process under test runs as; root by default. */
  public void runAs(int uid, int gid) {
    who = new Credentials(uid, gid);
  }

  public void addUser(int uid, String name) {
    userNames.put(uid, name);
  }

  public void addGroup(int gid, String name) {
    groupNames.put(gid, name);
  }

  public long callCount() {
    return calls;
  }

  public int openDescriptors() {
    return open.size();
  }

  /** Every inotify queue of the process says that it has lost events. */
  public void overflowInotify() {
    for (OpenFile file : open.values()) {
      if (file.queue != null) {
        file.queue.overflow();
      }
    }
  }

  /**
   * SIGKILL: the process's descriptors are closed, nothing else happens. It may be started again on
   * this object.
   */
  public void kill() {
    List<OpenFile> all = List.copyOf(open.values());
    open.clear();
    all.forEach(machine::close);
  }

  /**
   * The power goes, and the machine starts again: all processes are dead, and disks hold what was
   * flushed and some luck.
   *
   * @param random not {@code java.util.Random} with small seeds, whose first numbers are all alike
   */
  public void crash(RandomGenerator random) {
    kill();
    users.forEach(SimUser::forgetOpenFiles);
    machine.disks.forEach(disk -> disk.crash(random));
  }

  // ---- opening and describing

  @Override
  public Fd open(byte[] absolutePath, int flags, int mode) {
    enter("open");
    if (absolutePath.length == 0 || absolutePath[0] != '/') {
      throw new IllegalArgumentException("not absolute");
    }
    boolean follow = (flags & OpenFlags.O_NOFOLLOW) == 0;
    Dentry root = machine.rootDisk().root.self;
    Walk.Place place = Walk.to(who, root, root, absolutePath, 0, follow, "open");
    return number(machine.open(who, place, flags, mode, "open"), "open");
  }

  @Override
  public Fd openat2(Fd dir, byte[] path, int flags, int mode, int resolve) {
    enter("openat2");
    if ((flags & OpenFlags.O_CREAT) == 0 && mode != 0) {
      throw new ErrnoException(Errno.EINVAL, "openat2", "");
    }
    Dentry start = file(dir, "openat2").dentry;
    if (!start.inode.isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR, "openat2", "");
    }
    boolean follow = (flags & OpenFlags.O_NOFOLLOW) == 0;
    Dentry root = machine.rootDisk().root.self;
    Walk.Place place = Walk.to(who, root, start, path, resolve, follow, "openat2");
    return number(machine.open(who, place, flags, mode, "openat2"), "openat2");
  }

  @Override
  public void close(int number) {
    OpenFile file = open.remove(number);
    if (file != null) {
      interposer.before("close", calls++);
      machine.close(file);
    }
  }

  @Override
  public Stat statxOrNull(Fd dir, byte[] name) {
    enter("statx");
    Dentry dentry = lookup(directory(dir, "statx"), name, "statx");
    if (dentry == null) {
      return null;
    }
    Inode inode = dentry.inode.mounted != null ? dentry.inode.mounted.root : dentry.inode;
    return inode.stat(inode.disk.mountId);
  }

  @Override
  public Stat statx(Fd fd) {
    enter("statx");
    OpenFile file = file(fd, "statx");
    return file.inode().stat(file.mountId);
  }

  @Override
  public FileSystemStat fstatfs(Fd fd) {
    enter("fstatfs");
    return file(fd, "fstatfs").inode().disk.stat();
  }

  @Override
  public List<DirectoryEntry> getdents64(Fd dir) {
    enter("getdents64");
    return machine.files.list(file(dir, "getdents64"));
  }

  @Override
  public void rewind(Fd dir) {
    enter("lseek");
    OpenFile file = file(dir, "lseek");
    file.lastListed = null;
    file.position = 0;
  }

  @Override
  public byte[] readlinkat(Fd dir, byte[] name) {
    enter("readlinkat");
    Dentry dentry = existing(directory(dir, "readlinkat"), name, "readlinkat");
    if (dentry.inode.kind != FileKind.SYMLINK) {
      throw new ErrnoException(Errno.EINVAL, "readlinkat", "");
    }
    return dentry.inode.bytes();
  }

  @Override
  public byte[] pathOf(Fd fd) {
    enter("readlink");
    return machine.pathOf(file(fd, "readlink").dentry);
  }

  // ---- content

  @Override
  public int read(Fd fd, byte[] buffer, int offset, int length) {
    enter("read");
    OpenFile file = file(fd, "read");
    int count = machine.files.read(file, buffer, offset, length, file.position, "read");
    file.position += count;
    return count;
  }

  @Override
  public int pread(Fd fd, byte[] buffer, int offset, int length, long position) {
    enter("pread");
    OpenFile file = file(fd, "pread");
    int at = Math.toIntExact(position);
    return machine.files.read(file, buffer, offset, length, at, "pread");
  }

  @Override
  public int write(Fd fd, byte[] buffer, int offset, int length) {
    enter("write");
    OpenFile file = file(fd, "write");
    int at = file.appends() ? file.inode().size : file.position;
    int count = machine.files.write(file, buffer, offset, length, at, "write");
    file.position = at + count;
    return count;
  }

  @Override
  public int pwrite(Fd fd, byte[] buffer, int offset, int length, long position) {
    enter("pwrite");
    OpenFile file = file(fd, "pwrite");
    int at = file.appends() ? file.inode().size : Math.toIntExact(position);
    return machine.files.write(file, buffer, offset, length, at, "pwrite");
  }

  @Override
  public void ftruncate(Fd fd, long sizeBytes) {
    enter("ftruncate");
    machine.files.truncate(file(fd, "ftruncate"), Math.toIntExact(sizeBytes), "ftruncate");
  }

  @Override
  public void ficlone(Fd target, Fd source) {
    enter("ioctl");
    throw new ErrnoException(Errno.EOPNOTSUPP, "ioctl FICLONE", "");
  }

  @Override
  public long copyFileRange(
      Fd source, long sourcePosition, Fd target, long targetPosition, long length) {
    enter("copy_file_range");
    OpenFile from = file(source, "copy_file_range");
    OpenFile to = file(target, "copy_file_range");
    int most = (int) Math.min(length, machine.limits.bytesPerTransfer);
    byte[] buffer = new byte[most];
    int at = Math.toIntExact(sourcePosition);
    int count = machine.files.read(from, buffer, 0, most, at, "copy_file_range");
    int into = Math.toIntExact(targetPosition);
    return machine.files.write(to, buffer, 0, count, into, "copy_file_range");
  }

  // ---- durability

  @Override
  public void fsync(Fd fd) {
    enter("fsync");
    flush(fd, false, "fsync");
  }

  @Override
  public void fdatasync(Fd fd) {
    enter("fdatasync");
    flush(fd, true, "fdatasync");
  }

  private void flush(Fd fd, boolean dataOnly, String call) {
    OpenFile file = file(fd, call);
    if (file.isHandle()) {
      throw new ErrnoException(Errno.EBADF, call, "");
    }
    file.inode().disk.requireWritable(call);
    file.inode().disk.fsync(file.inode(), dataOnly);
  }

  @Override
  public void syncfs(Fd fd) {
    enter("syncfs");
    file(fd, "syncfs").inode().disk.sync();
  }

  // ---- names

  @Override
  public void mkdirat(Fd dir, byte[] name, int mode) {
    enter("mkdirat");
    Inode parent = directory(dir, "mkdirat");
    machine.names.create(
        who, parent, name(name, "mkdirat"), FileKind.DIRECTORY, mode & MODE_BITS, "mkdirat");
  }

  @Override
  public void symlinkat(byte[] target, Fd dir, byte[] name) {
    enter("symlinkat");
    machine.names.symlink(who, target, directory(dir, "symlinkat"), name(name, "symlinkat"));
  }

  @Override
  public void linkat(Fd fromDir, byte[] fromName, Fd toDir, byte[] toName) {
    enter("linkat");
    Dentry from = existing(directory(fromDir, "linkat"), fromName, "linkat");
    machine.names.link(who, from, directory(toDir, "linkat"), name(toName, "linkat"));
  }

  @Override
  public void renameat2(Fd fromDir, byte[] fromName, Fd toDir, byte[] toName, RenameMode mode) {
    enter("renameat2");
    Inode from = directory(fromDir, "renameat2");
    Inode to = directory(toDir, "renameat2");
    machine.names.rename(
        who, from, name(fromName, "renameat2"), to, name(toName, "renameat2"), mode);
  }

  @Override
  public void unlink(Fd dir, byte[] name) {
    enter("unlinkat");
    machine.names.unlink(who, directory(dir, "unlinkat"), name(name, "unlinkat"));
  }

  @Override
  public void rmdir(Fd dir, byte[] name) {
    enter("rmdir");
    machine.names.rmdir(who, directory(dir, "rmdir"), name(name, "rmdir"));
  }

  // ---- metadata

  @Override
  public void fchmod(Fd fd, int mode) {
    enter("fchmod");
    machine.files.chmod(who, file(fd, "fchmod").dentry, mode);
  }

  @Override
  public void fchown(Fd fd, int uid, int gid) {
    enter("fchown");
    machine.files.chown(who, file(fd, "fchown").dentry, uid, gid, "fchown");
  }

  @Override
  public void fchownat(Fd dir, byte[] name, int uid, int gid) {
    enter("fchownat");
    Dentry dentry = existing(directory(dir, "fchownat"), name, "fchownat");
    machine.files.chown(who, dentry, uid, gid, "fchownat");
  }

  @Override
  public void futimens(Fd fd, Timespec mtime) {
    enter("futimens");
    machine.files.setTime(who, file(fd, "futimens").dentry, mtime, false, "futimens");
  }

  @Override
  public void utimensat(Fd dir, byte[] name, Timespec mtime) {
    enter("utimensat");
    Dentry dentry = existing(directory(dir, "utimensat"), name, "utimensat");
    machine.files.setTime(who, dentry, mtime, false, "utimensat");
  }

  // ---- locks and leases

  @Override
  public WriterProbe probeWriters(Fd fd) {
    Errno fault = interposer.before("fcntl", calls++);
    OpenFile file = file(fd, "fcntl");
    if (fault != null || file.inode().kind != FileKind.REGULAR || !who.owns(file.inode())) {
      return fault == Errno.EAGAIN ? WriterProbe.OPEN_FOR_WRITING : WriterProbe.UNKNOWN;
    }
    return file.inode().writers > 0 ? WriterProbe.OPEN_FOR_WRITING : WriterProbe.NO_WRITER;
  }

  @Override
  public boolean tryLock(Fd fd) {
    enter("flock");
    OpenFile file = file(fd, "flock");
    if (file.inode().lockedBy != null && file.inode().lockedBy != file) {
      return false;
    }
    file.inode().lockedBy = file;
    return true;
  }

  // ---- notification

  @Override
  public Fd inotifyInit() {
    enter("inotify_init1");
    return number(OpenFile.of(new InotifyQueue(machine.limits)), "inotify_init1");
  }

  @Override
  public int inotifyAddWatch(Fd inotify, Fd dir, int mask) {
    enter("inotify_add_watch");
    InotifyQueue queue = queue(inotify, "inotify_add_watch");
    Inode inode = file(dir, "inotify_add_watch").inode();
    if ((mask & InotifyMask.IN_ONLYDIR) != 0 && !inode.isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR, "inotify_add_watch", "");
    }
    if (!who.may(inode, Credentials.READ)) {
      throw new ErrnoException(Errno.EACCES, "inotify_add_watch", "");
    }
    return queue.add(inode, mask);
  }

  @Override
  public void inotifyRmWatch(Fd inotify, int watch) {
    enter("inotify_rm_watch");
    queue(inotify, "inotify_rm_watch").remove(watch);
  }

  @Override
  public List<InotifyEvent> inotifyRead(Fd inotify) {
    enter("read");
    return queue(inotify, "read").take();
  }

  @Override
  public Fd eventfd() {
    enter("eventfd2");
    return number(OpenFile.counter(), "eventfd2");
  }

  @Override
  public void eventfdSignal(Fd eventfd) {
    file(eventfd, "write").eventCount++;
  }

  @Override
  public void eventfdClear(Fd eventfd) {
    file(eventfd, "read").eventCount = 0;
  }

  @Override
  public List<Fd> poll(List<Fd> fds, int timeoutMillis) {
    enter("ppoll");
    return fds.stream().filter(fd -> file(fd, "ppoll").isReadable()).toList();
  }

  // ---- process and system

  @Override
  public int geteuid() {
    return who.uid();
  }

  @Override
  public String userName(int uid) {
    return userNames.get(uid);
  }

  @Override
  public Integer userId(String name) {
    return numberOf(userNames, name);
  }

  @Override
  public String groupName(int gid) {
    return groupNames.get(gid);
  }

  @Override
  public Integer groupId(String name) {
    return numberOf(groupNames, name);
  }

  private static Integer numberOf(Map<Integer, String> names, String name) {
    for (Map.Entry<Integer, String> entry : names.entrySet()) {
      if (entry.getValue().equals(name)) {
        return entry.getKey();
      }
    }
    return null;
  }

  @Override
  public Timespec coarseClock() {
    return machine.clock.stamp();
  }

  @Override
  public String kernelRelease() {
    return "6.1.0-sim";
  }

  private void enter(String call) {
    Errno fault = interposer.before(call, calls++);
    if (fault != null) {
      throw new ErrnoException(fault, call, "(injected)");
    }
  }

  private Fd number(OpenFile file, String call) {
    if (open.size() >= machine.limits.descriptors) {
      machine.close(file);
      throw new ErrnoException(Errno.EMFILE, call, "");
    }
    open.put(++lastNumber, file);
    return new Fd(this, lastNumber);
  }

  private OpenFile file(Fd fd, String call) {
    OpenFile file = open.get(fd.number());
    if (file == null) {
      throw new ErrnoException(Errno.EBADF, call, "");
    }
    return file;
  }

  private InotifyQueue queue(Fd fd, String call) {
    InotifyQueue queue = file(fd, call).queue;
    if (queue == null) {
      throw new ErrnoException(Errno.EINVAL, call, "");
    }
    return queue;
  }

  private Inode directory(Fd fd, String call) {
    Inode inode = file(fd, call).inode();
    if (!inode.isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR, call, "");
    }
    if (!who.may(inode, Credentials.SEARCH)) {
      throw new ErrnoException(Errno.EACCES, call, "");
    }
    return inode;
  }

  private static Name name(byte[] name, String call) {
    if (Component.require(name).length > Name.MAX_BYTES) {
      throw new ErrnoException(Errno.ENAMETOOLONG, call, "");
    }
    return Name.of(name);
  }

  private static Dentry lookup(Inode dir, byte[] name, String call) {
    return dir.children.get(name(name, call));
  }

  private static Dentry existing(Inode dir, byte[] name, String call) {
    Dentry dentry = lookup(dir, name, call);
    if (dentry == null) {
      throw new ErrnoException(Errno.ENOENT, call, "");
    }
    return dentry;
  }
}
