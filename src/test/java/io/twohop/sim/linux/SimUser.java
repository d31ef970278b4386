package io.twohop.sim.linux;

import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Stat;
import io.twohop.posix.Timespec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody else on the machine: what PHP, editors and administrators do, by absolute path. Paths
 * are text here and become UTF-8; a test that needs other bytes uses the methods with a {@code
 * byte[]}.
 */
public final class SimUser {
  private final SimMachine machine;
  private final Credentials who;
  private final List<SimFile> open = new ArrayList<>();

  SimUser(SimMachine machine, Credentials who) {
    this.machine = machine;
    this.who = who;
  }

  /**
   * Opens with {@link OpenFlags}; the file stays open, and counts as a writer, until it is closed.
   */
  public SimFile open(String path, int flags) {
    return open(bytes(path), flags);
  }

  public SimFile open(byte[] path, int flags) {
    boolean follow = (flags & OpenFlags.O_NOFOLLOW) == 0;
    OpenFile file = machine.open(who, walk(path, follow), flags, 0666, "open");
    SimFile handle = new SimFile(machine, file);
    open.removeIf(SimFile::isClosed);
    open.add(handle);
    return handle;
  }

  /** As {@code echo > path} does: opens, cuts, writes, closes. */
  public void write(String path, String content) {
    write(bytes(path), bytes(content));
  }

  public void write(byte[] path, byte[] content) {
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
    try (SimFile file = open(path, flags)) {
      file.write(content);
    }
  }

  public void append(String path, String content) {
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND;
    try (SimFile file = open(path, flags)) {
      file.write(bytes(content));
    }
  }

  public byte[] read(String path) {
    return read(bytes(path));
  }

  public byte[] read(byte[] path) {
    Dentry dentry = existing(path, true, "open");
    if (dentry.inode.isDirectory()) {
      throw new ErrnoException(Errno.EISDIR, "read", "");
    }
    return dentry.inode.bytes();
  }

  public String readText(String path) {
    return new String(read(path), StandardCharsets.UTF_8);
  }

  public byte[] readLink(String path) {
    return existing(bytes(path), false, "readlink").inode.bytes();
  }

  /** The inode at a path, not followed; null if nothing stands there. */
  public Stat stat(String path) {
    return stat(bytes(path));
  }

  public Stat stat(byte[] path) {
    Dentry found;
    try {
      found = walk(path, false).found();
    } catch (ErrnoException noSuchPath) {
      return null;
    }
    return found == null ? null : found.inode.stat(found.inode.disk.mountId);
  }

  public boolean exists(String path) {
    return stat(path) != null;
  }

  /** Names in a directory, in the order of their bytes. */
  public List<Name> list(String path) {
    return existing(bytes(path), true, "open").inode.children.keySet().stream().sorted().toList();
  }

  public void mkdir(String path) {
    mkdir(bytes(path));
  }

  public void mkdir(byte[] path) {
    create(path, FileKind.DIRECTORY, 0777);
  }

  /** As {@code mkdir -p}. */
  public void mkdirs(String path) {
    for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      mkdirIfMissing(path.substring(0, slash));
    }
    mkdirIfMissing(path);
  }

  private void mkdirIfMissing(String path) {
    if (!exists(path)) {
      mkdir(path);
    }
  }

  public void mkfifo(String path) {
    create(bytes(path), FileKind.FIFO, 0666);
  }

  public void symlink(String target, String path) {
    Walk.Place place = walk(bytes(path), false);
    requireNamed(place, "symlink");
    machine.names.symlink(who, bytes(target), place.dir(), place.name());
  }

  public void link(String from, String to) {
    Walk.Place place = walk(bytes(to), false);
    requireNamed(place, "link");
    machine.names.link(who, existing(bytes(from), false, "link"), place.dir(), place.name());
  }

  public void rename(String from, String to) {
    rename(from, to, RenameMode.REPLACE);
  }

  public void rename(String from, String to, RenameMode mode) {
    Walk.Place source = walk(bytes(from), false);
    Walk.Place target = walk(bytes(to), false);
    requireNamed(source, "rename");
    requireNamed(target, "rename");
    machine.names.rename(who, source.dir(), source.name(), target.dir(), target.name(), mode);
  }

  public void unlink(String path) {
    Walk.Place place = walk(bytes(path), false);
    requireNamed(place, "unlink");
    machine.names.unlink(who, place.dir(), place.name());
  }

  public void rmdir(String path) {
    Walk.Place place = walk(bytes(path), false);
    requireNamed(place, "rmdir");
    machine.names.rmdir(who, place.dir(), place.name());
  }

  /** As {@code rm -rf}. */
  public void removeTree(String path) {
    Walk.Place place = walk(bytes(path), false);
    if (place.found() != null) {
      requireNamed(place, "rmdir");
      removeTree(place.dir(), place.name(), place.found().inode);
    }
  }

  private void removeTree(Inode dir, Name name, Inode inode) {
    if (!inode.isDirectory()) {
      machine.names.unlink(who, dir, name);
      return;
    }
    for (Dentry child : List.copyOf(inode.children.values())) {
      removeTree(inode, child.name, child.inode);
    }
    machine.names.rmdir(who, dir, name);
  }

  public void chmod(String path, int mode) {
    machine.files.chmod(who, existing(bytes(path), true, "chmod"), mode);
  }

  public void chown(String path, int uid, int gid) {
    machine.files.chown(who, existing(bytes(path), false, "chown"), uid, gid, "chown");
  }

  /** As {@code touch -d}: both times are set. */
  public void touch(String path, Timespec mtime) {
    machine.files.setTime(who, existing(bytes(path), true, "utimensat"), mtime, true, "utimensat");
  }

  /** As {@code chattr +i}. */
  public void setImmutable(String path, boolean immutable) {
    existing(bytes(path), false, "chattr").inode.immutable = immutable;
  }

  /** Mounts a new, empty disk on a directory. */
  public SimDisk mount(String path) {
    return machine.mount(existing(bytes(path), true, "mount"));
  }

  public void unmount(String path) {
    machine.unmount(existing(bytes(path), true, "umount"));
  }

  /** Whether any process has the file open for writing. */
  public boolean hasWriter(String path) {
    return existing(bytes(path), true, "open").inode.writers > 0;
  }

  /** Closes everything this user has open, as when its process ends. */
  public void closeAll() {
    open.forEach(SimFile::close);
    open.clear();
  }

  void forgetOpenFiles() {
    closeAll();
  }

  private void create(byte[] path, FileKind kind, int mode) {
    Walk.Place place = walk(path, false);
    requireNamed(place, "mkdir");
    machine.names.create(who, place.dir(), place.name(), kind, mode, "mkdir");
  }

  private Walk.Place walk(byte[] path, boolean followLast) {
    Dentry root = machine.rootDisk().root.self;
    return Walk.to(who, root, root, path, 0, followLast, "open");
  }

  private Dentry existing(byte[] path, boolean followLast, String call) {
    Dentry found = walk(path, followLast).found();
    if (found == null) {
      throw new ErrnoException(Errno.ENOENT, call, new String(path, StandardCharsets.UTF_8));
    }
    return found;
  }

  private static void requireNamed(Walk.Place place, String call) {
    if (place.dir() == null) {
      throw new ErrnoException(Errno.EBUSY, call, "/");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
