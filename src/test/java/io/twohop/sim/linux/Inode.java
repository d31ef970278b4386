package io.twohop.sim.linux;

import io.twohop.model.Name;
import io.twohop.posix.FileKind;
import io.twohop.posix.Stat;
import io.twohop.posix.Timespec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** One inode as the running kernel sees it, and beside it what of it is on the disk. */
final class Inode {
  /** Like ext4's hashed directories: a stable order that is not that of the names. */
  static final Comparator<Name> LISTING_ORDER =
      Comparator.comparingInt((Name name) -> scrambled(name.hashCode()))
          .thenComparing(Comparator.naturalOrder());

  private static final byte[] NOTHING = {};

  final SimDisk disk;
  final long number;
  final Timespec birth;
  final FileKind kind;
  int mode;
  int uid;
  int gid;
  int linkCount;
  Timespec mtime;
  Timespec ctime;

  /** Content of a file, or target of a symlink; only the first {@code size} bytes count. */
  private byte[] content = NOTHING;

  int size;

  /** Of a directory. */
  final TreeMap<Name, Dentry> children = new TreeMap<>(LISTING_ORDER);

  /** Of a directory: its only name. */
  Dentry self;

  /** Of a directory: the disk mounted on it, or null. */
  SimDisk mounted;

  /** chattr +i: nothing of it can be changed, and its names cannot. */
  boolean immutable;

  int descriptors;
  int writers;
  OpenFile lockedBy;
  final List<Watch> watches = new ArrayList<>();

  final Durable durable = new Durable();
  boolean dirty;
  long dirtySinceNanos;

  /** What survives a power cut. */
  static final class Durable {
    int mode;
    int uid;
    int gid;
    Timespec mtime = Timespec.NONE;
    Timespec ctime = Timespec.NONE;
    byte[] content = NOTHING;
    final TreeMap<Name, Inode> children = new TreeMap<>(LISTING_ORDER);
  }

  Inode(SimDisk disk, long number, FileKind kind, Timespec now) {
    this.disk = disk;
    this.number = number;
    this.kind = kind;
    this.birth = now;
    this.mtime = now;
    this.ctime = now;
  }

  boolean isDirectory() {
    return kind == FileKind.DIRECTORY;
  }

  boolean isGone() {
    return linkCount == 0;
  }

  Stat stat(long mountId) {
    return new Stat(
        kind,
        number,
        birth,
        isDirectory() ? 4096 : size,
        mtime,
        ctime,
        mode,
        uid,
        gid,
        linkCount,
        disk.device,
        mountId);
  }

  int read(int position, byte[] buffer, int offset, int length) {
    int count = Math.max(0, Math.min(length, size - position));
    if (count > 0) {
      System.arraycopy(content, position, buffer, offset, count);
    }
    return count;
  }

  void write(int position, byte[] buffer, int offset, int length) {
    if (position + length > size) {
      resize(position + length);
    }
    System.arraycopy(buffer, offset, content, position, length);
  }

  void resize(int newSize) {
    if (newSize > content.length) {
      content = Arrays.copyOf(content, Math.max(newSize, content.length * 2));
    }
    if (newSize < size) {
      Arrays.fill(content, newSize, size, (byte) 0);
    }
    size = newSize;
  }

  byte[] bytes() {
    return Arrays.copyOf(content, size);
  }

  void setBytes(byte[] bytes) {
    content = bytes.clone();
    size = bytes.length;
  }

  private static int scrambled(int hash) {
    int x = hash * 0x9E3779B9;
    return x ^ x >>> 15;
  }
}
