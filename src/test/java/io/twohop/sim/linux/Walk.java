package io.twohop.sim.linux;

import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.FileKind;
import io.twohop.posix.Printable;
import io.twohop.posix.Resolve;
import java.util.ArrayDeque;
import java.util.Arrays;

/** Walks one path, under the rules of path_resolution(7) and openat2(2). */
final class Walk {
  /**
   * What stands at the end of a path: {@code found} is null where the last name stands for nothing.
   */
  record Place(Inode dir, Name name, Dentry found) {}

  /** MAXSYMLINKS of the kernel. */
  private static final int MAX_LINKS = 40;

  private static final int PATH_MAX = 4096;

  private final Credentials who;
  private final Dentry start;
  private final Dentry machineRoot;
  private final int resolve;
  private final boolean followLast;
  private final String call;
  private final ArrayDeque<byte[]> left = new ArrayDeque<>();
  private Dentry at;
  private int links;

  private Walk(
      Credentials who,
      Dentry machineRoot,
      Dentry start,
      int resolve,
      boolean followLast,
      String call) {
    this.who = who;
    this.machineRoot = machineRoot;
    this.start = start;
    this.at = start;
    this.resolve = resolve;
    this.followLast = followLast;
    this.call = call;
  }

  /**
   * Where a path leads.
   *
   * @param start the directory that a relative path begins in
   * @param followLast whether a symlink at the end is followed
   */
  static Place to(
      Credentials who,
      Dentry machineRoot,
      Dentry start,
      byte[] path,
      int resolve,
      boolean followLast,
      String call) {
    return new Walk(who, machineRoot, start, resolve, followLast, call).walk(path);
  }

  private Place walk(byte[] path) {
    if (path.length == 0) {
      throw refused(Errno.ENOENT, path);
    }
    if (path.length >= PATH_MAX) {
      throw refused(Errno.ENAMETOOLONG, path);
    }
    push(path);
    Place place = new Place(at.dir, at.name, at);
    while (!left.isEmpty()) {
      place = step(left.pop());
    }
    return place;
  }

  private void push(byte[] path) {
    if (path[0] == '/') {
      if (has(Resolve.RESOLVE_BENEATH)) {
        throw refused(Errno.EXDEV, path);
      }
      at = machineRoot;
    }
    int end = path.length;
    for (int i = path.length - 1; i >= -1; i--) {
      if (i == -1 || path[i] == '/') {
        if (i + 1 < end) {
          left.push(Arrays.copyOfRange(path, i + 1, end));
        }
        end = i;
      }
    }
  }

  private Place step(byte[] component) {
    if (!at.inode.isDirectory()) {
      throw refused(Errno.ENOTDIR, component);
    }
    if (!who.may(at.inode, Credentials.SEARCH)) {
      throw refused(Errno.EACCES, component);
    }
    if (Arrays.equals(component, new byte[] {'.'})) {
      return new Place(at.dir, at.name, at);
    }
    if (Arrays.equals(component, new byte[] {'.', '.'})) {
      at = parent(component);
      return new Place(at.dir, at.name, at);
    }
    if (component.length > Name.MAX_BYTES) {
      throw refused(Errno.ENAMETOOLONG, component);
    }
    Inode dir = at.inode;
    Name name = Name.of(component);
    Dentry child = dir.children.get(name);
    if (child == null) {
      if (!left.isEmpty() || dir.isGone()) {
        throw refused(Errno.ENOENT, component);
      }
      return new Place(dir, name, null);
    }
    if (child.inode.mounted != null) {
      if (has(Resolve.RESOLVE_NO_XDEV)) {
        throw refused(Errno.EXDEV, component);
      }
      child = child.inode.mounted.root.self;
    }
    if (child.inode.kind == FileKind.SYMLINK && (!left.isEmpty() || followLast)) {
      return follow(child, component);
    }
    at = child;
    return new Place(dir, name, child);
  }

  private Place follow(Dentry link, byte[] component) {
    if (has(Resolve.RESOLVE_NO_SYMLINKS) || ++links > MAX_LINKS) {
      throw refused(Errno.ELOOP, component);
    }
    push(link.inode.bytes());
    return new Place(at.dir, at.name, at);
  }

  private Dentry parent(byte[] component) {
    Dentry from = at;
    if (has(Resolve.RESOLVE_BENEATH) && from.inode == start.inode) {
      throw refused(Errno.EXDEV, component);
    }
    if (from.dir == null) {
      if (from.inode.disk.covers == null) {
        return from;
      }
      if (has(Resolve.RESOLVE_NO_XDEV)) {
        throw refused(Errno.EXDEV, component);
      }
      from = from.inode.disk.covers;
    }
    return from.dir.self;
  }

  private boolean has(int bit) {
    return (resolve & bit) != 0;
  }

  private ErrnoException refused(Errno errno, byte[] subject) {
    return new ErrnoException(errno, call, Printable.of(subject));
  }
}
