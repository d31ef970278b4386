package io.twohop.sim.linux;

import static io.twohop.sim.linux.SimMachine.error;

import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.FileKind;
import io.twohop.posix.InotifyEvent.Kind;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Timespec;

/**
 * What changes names: create, link, rename, unlink, rmdir; the checks are in the kernel's order.
 */
final class Names {
  private static final int UMASK = 022;

  /** On a directory: children get its group, and directories the bit; see inode(7). */
  private static final int SET_GROUP_ID = 02000;

  private final SimMachine machine;

  Names(SimMachine machine) {
    this.machine = machine;
  }

  Dentry create(Credentials who, Inode dir, Name name, FileKind kind, int mode, String call) {
    requireFree(dir, name, call);
    requireChangeable(who, dir, call, name);
    Inode inode = dir.disk.allocate(kind, call);
    inode.mode = kind == FileKind.SYMLINK ? 0777 : mode & 07777 & ~UMASK;
    inode.uid = who.uid();
    inode.gid = who.gid();
    if ((dir.mode & SET_GROUP_ID) != 0) {
      inode.gid = dir.gid;
      inode.mode |= inode.isDirectory() ? SET_GROUP_ID : 0;
    }
    inode.linkCount = inode.isDirectory() ? 2 : 1;
    Dentry dentry = new Dentry(dir, name, inode);
    if (inode.isDirectory()) {
      inode.self = dentry;
      dir.linkCount++;
    }
    dir.children.put(name, dentry);
    stamp(dir);
    dir.disk.journal(dir.disk.operation().attributes(inode).link(dir, name, inode).attributes(dir));
    machine.notices.child(dentry, Kind.CREATED);
    return dentry;
  }

  void symlink(Credentials who, byte[] target, Inode dir, Name name) {
    if (target.length == 0) {
      throw error(Errno.ENOENT, "symlinkat", name);
    }
    requireFree(dir, name, "symlinkat");
    requireChangeable(who, dir, "symlinkat", name);
    Inode inode = dir.disk.allocate(FileKind.SYMLINK, "symlinkat");
    inode.mode = 0777;
    inode.uid = who.uid();
    inode.gid = who.gid();
    inode.linkCount = 1;
    inode.setBytes(target);
    dir.disk.charge(target.length);
    Dentry dentry = new Dentry(dir, name, inode);
    dir.children.put(name, dentry);
    stamp(dir);
    // A symlink's target is metadata: it is there whenever its name is.
    dir.disk.journal(
        dir.disk
            .operation()
            .attributes(inode)
            .content(inode)
            .link(dir, name, inode)
            .attributes(dir));
    machine.notices.child(dentry, Kind.CREATED);
  }

  void link(Credentials who, Dentry from, Inode toDir, Name toName) {
    requireFree(toDir, toName, "linkat");
    if (from.inode.disk != toDir.disk) {
      throw error(Errno.EXDEV, "linkat", toName);
    }
    if (from.inode.isDirectory() || from.inode.immutable) {
      throw error(Errno.EPERM, "linkat", toName);
    }
    requireChangeable(who, toDir, "linkat", toName);
    Inode inode = from.inode;
    Dentry dentry = new Dentry(toDir, toName, inode);
    toDir.children.put(toName, dentry);
    inode.linkCount++;
    inode.ctime = machine.clock.stamp();
    stamp(toDir);
    toDir.disk.journal(
        toDir.disk.operation().link(toDir, toName, inode).attributes(inode).attributes(toDir));
    machine.notices.child(dentry, Kind.CREATED);
  }

  void unlink(Credentials who, Inode dir, Name name) {
    Dentry dentry = existing(dir, name, "unlinkat");
    requireChangeable(who, dir, "unlinkat", name);
    requireNotImmutable(dentry, "unlinkat");
    if (dentry.inode.isDirectory()) {
      throw error(Errno.EISDIR, "unlinkat", name);
    }
    remove(dentry, dir);
    dentry.inode.linkCount--;
    dentry.inode.ctime = machine.clock.stamp();
    journalRemoval(dir, dentry);
    machine.notices.lostAName(dentry.inode);
    machine.releaseIfGone(
        dentry.inode); // the kernel tells of the death before it tells of the name
    machine.notices.child(dentry, Kind.DELETED);
  }

  void rmdir(Credentials who, Inode dir, Name name) {
    Dentry dentry = existing(dir, name, "rmdir");
    requireChangeable(who, dir, "rmdir", name);
    requireNotImmutable(dentry, "rmdir");
    if (!dentry.inode.isDirectory()) {
      throw error(Errno.ENOTDIR, "rmdir", name);
    }
    requireNotMounted(dentry, "rmdir");
    requireEmpty(dentry, "rmdir");
    remove(dentry, dir);
    dentry.inode.linkCount = 0;
    dir.linkCount--;
    journalRemoval(dir, dentry);
    machine.releaseIfGone(dentry.inode);
    machine.notices.child(dentry, Kind.DELETED);
  }

  void rename(
      Credentials who, Inode fromDir, Name fromName, Inode toDir, Name toName, RenameMode mode) {
    if (fromDir.disk != toDir.disk) {
      throw error(Errno.EXDEV, "renameat2", fromName);
    }
    Dentry source = existing(fromDir, fromName, "renameat2");
    Dentry target = toDir.children.get(toName);
    if (mode == RenameMode.NOREPLACE && target != null) {
      throw error(Errno.EEXIST, "renameat2", toName);
    }
    if (mode == RenameMode.EXCHANGE && target == null) {
      throw error(Errno.ENOENT, "renameat2", toName);
    }
    if (isAtOrBelow(toDir, source.inode)) {
      throw error(Errno.EINVAL, "renameat2", fromName);
    }
    if (target != null && isAtOrBelow(fromDir, target.inode)) {
      Errno errno = mode == RenameMode.EXCHANGE ? Errno.EINVAL : Errno.ENOTEMPTY;
      throw error(errno, "renameat2", toName);
    }
    if (toDir.isGone()) {
      throw error(Errno.ENOENT, "renameat2", toName);
    }
    if (target != null && target.inode == source.inode) {
      return; // rename(2): two names of one inode, nothing happens
    }
    requireChangeable(who, fromDir, "renameat2", fromName);
    requireChangeable(who, toDir, "renameat2", toName);
    requireNotImmutable(source, "renameat2");
    requireNotMounted(source, "renameat2");
    if (target != null) {
      requireNotImmutable(target, "renameat2");
      requireNotMounted(target, "renameat2");
    }
    if (mode == RenameMode.EXCHANGE) {
      exchange(source, target);
    } else {
      move(source, target, toDir, toName);
    }
  }

  private void move(Dentry source, Dentry target, Inode toDir, Name toName) {
    if (target != null) {
      requireReplaceable(source, target);
    }
    Inode fromDir = source.dir;
    final Dentry asItWas = new Dentry(fromDir, source.name, source.inode);
    fromDir.children.remove(source.name);
    if (target != null) {
      remove(target, toDir);
      target.inode.linkCount = target.inode.isDirectory() ? 0 : target.inode.linkCount - 1;
      target.inode.ctime = machine.clock.stamp();
      if (target.inode.isDirectory()) {
        toDir.linkCount--;
      }
    }
    place(source, toDir, toName);
    MetadataOperation operation = fromDir.disk.operation();
    operation.link(fromDir, asItWas.name, null).link(toDir, toName, source.inode);
    if (target != null && source.inode.kind == FileKind.REGULAR) {
      operation.content(
          source.inode); // ext4's auto_da_alloc: a rename over a file flushes the new one
    }
    journalMoved(operation, source, fromDir);
    machine.notices.moved(fromDir, asItWas, source, target == null ? null : target.inode);
    if (target != null) {
      machine.releaseIfGone(target.inode);
    }
  }

  private void exchange(Dentry source, Dentry target) {
    final Dentry sourceWas = new Dentry(source.dir, source.name, source.inode);
    final Dentry targetWas = new Dentry(target.dir, target.name, target.inode);
    sourceWas.dir.children.remove(source.name);
    targetWas.dir.children.remove(target.name);
    place(source, targetWas.dir, targetWas.name);
    place(target, sourceWas.dir, sourceWas.name);
    MetadataOperation operation = source.inode.disk.operation();
    operation.link(sourceWas.dir, sourceWas.name, target.inode);
    operation.link(targetWas.dir, targetWas.name, source.inode);
    operation.attributes(target.inode);
    journalMoved(operation, source, sourceWas.dir);
    machine.notices.moved(sourceWas.dir, sourceWas, source, null);
    machine.notices.moved(targetWas.dir, targetWas, target, null);
  }

  private void place(Dentry dentry, Inode dir, Name name) {
    Timespec now = machine.clock.stamp();
    if (dentry.inode.isDirectory()) {
      dentry.dir.linkCount--;
      dir.linkCount++;
    }
    dentry.dir.mtime = now;
    dentry.dir.ctime = now;
    dentry.dir = dir;
    dentry.name = name;
    dir.children.put(name, dentry);
    dir.mtime = now;
    dir.ctime = now;
    dentry.inode.ctime = now;
  }

  private static void journalMoved(MetadataOperation operation, Dentry moved, Inode fromDir) {
    operation.attributes(moved.inode).attributes(fromDir).attributes(moved.dir);
    fromDir.disk.journal(operation);
  }

  private void remove(Dentry dentry, Inode dir) {
    dir.children.remove(dentry.name);
    dentry.removed = true;
    stamp(dir);
  }

  private static void journalRemoval(Inode dir, Dentry dentry) {
    dir.disk.journal(
        dir.disk.operation().link(dir, dentry.name, null).attributes(dentry.inode).attributes(dir));
  }

  private void stamp(Inode dir) {
    dir.mtime = machine.clock.stamp();
    dir.ctime = dir.mtime;
  }

  private static boolean isAtOrBelow(Inode dir, Inode ancestor) {
    for (Inode at = dir; at != null; at = at.self.dir) {
      if (at == ancestor) {
        return true;
      }
    }
    return false;
  }

  private static void requireReplaceable(Dentry source, Dentry target) {
    boolean directory = source.inode.isDirectory();
    if (directory != target.inode.isDirectory()) {
      throw error(directory ? Errno.ENOTDIR : Errno.EISDIR, "renameat2", target.name);
    }
    if (directory) {
      requireEmpty(target, "renameat2");
    }
  }

  private static void requireEmpty(Dentry dentry, String call) {
    if (!dentry.inode.children.isEmpty()) {
      throw error(Errno.ENOTEMPTY, call, dentry.name);
    }
  }

  private static void requireNotMounted(Dentry dentry, String call) {
    if (dentry.inode.mounted != null) {
      throw error(Errno.EBUSY, call, dentry.name);
    }
  }

  private static void requireNotImmutable(Dentry dentry, String call) {
    if (dentry.inode.immutable) {
      throw error(Errno.EPERM, call, dentry.name);
    }
  }

  private static Dentry existing(Inode dir, Name name, String call) {
    Dentry dentry = dir.children.get(name);
    if (dentry == null) {
      throw error(Errno.ENOENT, call, name);
    }
    return dentry;
  }

  private static void requireFree(Inode dir, Name name, String call) {
    if (dir.children.containsKey(name)) {
      throw error(Errno.EEXIST, call, name);
    }
    if (dir.isGone()) {
      throw error(Errno.ENOENT, call, name);
    }
  }

  private static void requireChangeable(Credentials who, Inode dir, String call, Name name) {
    dir.disk.requireWritable(call);
    if (!who.may(dir, Credentials.WRITE | Credentials.SEARCH)) {
      throw error(Errno.EACCES, call, name);
    }
    if (dir.immutable) {
      throw new ErrnoException(Errno.EPERM, call, "");
    }
  }
}
