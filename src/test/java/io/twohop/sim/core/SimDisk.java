package io.twohop.sim.core;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One member's disk as the core can see it: inodes that directories name. Every change takes a
 * tick, so that a fingerprint tells them apart.
 */
final class SimDisk {
  static final Owner OWNER = new Owner("www", 33, "www", 33);

  /**
   * LIMIT: a content that starts with this byte stands for one too large to ride inside messages.
   */
  static final byte LARGE = 'L';

  enum Kind {
    FILE,
    DIRECTORY,
    SYMLINK
  }

  static final class Inode {
    final long number;
    final long birth;
    final Kind kind;
    final TreeMap<Name, Inode> names = new TreeMap<>();
    Bytes content;
    int mode;
    long mtime;
    long ctime;

    Inode(long number, Kind kind, Bytes content, int mode) {
      this.number = number;
      this.birth = number;
      this.kind = kind;
      this.content = content;
      this.mode = mode;
    }

    Entry entry() {
      return switch (kind) {
        case FILE ->
            new Entry.RegularFile(
                hash(content), sizeOf(content), mode, OWNER, new Timestamp(mtime, 0));
        case DIRECTORY -> new Entry.Directory(mode, OWNER);
        case SYMLINK -> new Entry.Symlink(content, OWNER);
      };
    }

    Fingerprint fingerprint() {
      return new Fingerprint(
          number,
          new Timestamp(birth, 0),
          content.length(),
          new Timestamp(mtime, 0),
          new Timestamp(ctime, 0),
          mode,
          33,
          33);
    }
  }

  final Inode root;

  /** Told of each content that a user overwrites or removes while it is on this disk. */
  private final Consumer<Bytes> superseded;

  private long clock;
  private long inodes = 1;

  /** {@code clock}: no two machines write at the same nanosecond, so theirs are far apart. */
  SimDisk(long clock, Consumer<Bytes> superseded) {
    this.clock = clock;
    this.superseded = superseded;
    this.root = new Inode(inodes++, Kind.DIRECTORY, Bytes.EMPTY, 0755);
  }

  static long sizeOf(Bytes content) {
    boolean large = content.length() > 0 && content.at(0) == LARGE;
    return large ? 100_000 + content.length() : content.length();
  }

  static ContentHash hash(Bytes content) {
    return ContentHash.ofContent(content);
  }

  long tick() {
    return clock++;
  }

  Inode make(Kind kind, Bytes content, int mode) {
    Inode inode = new Inode(inodes++, kind, content, mode);
    inode.mtime = tick();
    inode.ctime = inode.mtime;
    return inode;
  }

  @Nullable Inode resolve(List<Name> path) {
    Inode at = root;
    for (Name name : path) {
      Inode next = at.names.get(name);
      if (next == null || next.kind != Kind.DIRECTORY) {
        return null;
      }
      at = next;
    }
    return at;
  }

  boolean contains(Inode directory, Inode sought) {
    for (Inode child : directory.names.values()) {
      if (child == sought || (child.kind == Kind.DIRECTORY && contains(child, sought))) {
        return true;
      }
    }
    return false;
  }

  /** Whether an inode with this number is named anywhere in the tree. */
  boolean hasNumber(long number) {
    return hasNumber(root, number);
  }

  private static boolean hasNumber(Inode directory, long number) {
    for (Inode child : directory.names.values()) {
      if (child.number == number || hasNumber(child, number)) {
        return true;
      }
    }
    return false;
  }

  // ---- what a user does; each is what one system call would do

  void write(Inode file, Bytes content) {
    superseded.accept(file.content);
    file.content = content;
    file.mtime = tick();
    file.ctime = file.mtime;
  }

  void chmod(Inode inode, int mode) {
    inode.mode = mode;
    inode.ctime = tick();
  }

  void touch(Inode inode) {
    inode.mtime = tick();
    inode.ctime = inode.mtime;
  }

  void put(Inode directory, Name name, Inode inode) {
    Inode before = directory.names.put(name, inode);
    inode.ctime = tick();
    if (before != null && before != inode) {
      forget(before);
    }
  }

  void remove(Inode directory, Name name) {
    Inode before = directory.names.remove(name);
    tick();
    if (before != null) {
      forget(before);
    }
  }

  private void forget(Inode inode) {
    if (inode.kind == Kind.FILE) {
      superseded.accept(inode.content);
    }
    inode.names.values().forEach(this::forget);
  }

  // ---- for comparing and describing

  /** Every path with what is there, but for directory and link times. */
  List<String> listing() {
    List<String> lines = new ArrayList<>();
    list(root, "", lines);
    return lines;
  }

  private static void list(Inode directory, String prefix, List<String> lines) {
    directory.names.forEach((name, child) -> {
      String path = prefix + "/" + name;
      lines.add(
          switch (child.kind) {
            case FILE -> path + " file " + child.content + " " + Integer.toOctalString(child.mode);
            case DIRECTORY -> path + " directory " + Integer.toOctalString(child.mode);
            case SYMLINK -> path + " -> " + child.content;
          });
      list(child, path, lines);
    });
  }

  void eachContent(Consumer<Bytes> consumer) {
    eachContent(root, consumer);
  }

  private static void eachContent(Inode inode, Consumer<Bytes> consumer) {
    if (inode.kind == Kind.FILE) {
      consumer.accept(inode.content);
    }
    inode.names.values().forEach(child -> eachContent(child, consumer));
  }
}
