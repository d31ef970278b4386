package io.twohop.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.twohop.model.Name;
import io.twohop.posix.DirectoryEntry;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.posix.Timespec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a user does to a tree, through the same system calls on the real kernel and the simulated
 * one. Paths are relative; each char is one byte.
 */
final class TestDisk {
  private static final int DIRECTORY = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;

  final Syscalls sys;
  final Fd root;

  TestDisk(Syscalls sys, byte[] absolutePath) {
    this.sys = sys;
    this.root = sys.open(absolutePath, DIRECTORY, 0);
  }

  static String text(List<Name> path) {
    List<String> names = new ArrayList<>();
    path.forEach(n -> names.add(new String(n.shared(), ISO_8859_1)));
    return String.join("/", names);
  }

  private interface InDirectory<T> {
    T run(Fd dir, byte[] name);
  }

  private <T> T in(String path, InDirectory<T> action) {
    int slash = path.lastIndexOf('/');
    byte[] name = path.substring(slash + 1).getBytes(ISO_8859_1);
    if (slash < 0) {
      return action.run(root, name);
    }
    byte[] parent = path.substring(0, slash).getBytes(ISO_8859_1);
    try (Fd dir = sys.openat2(root, parent, DIRECTORY, 0, 0)) {
      return action.run(dir, name);
    }
  }

  Fd open(String path, int flags, int mode) {
    return sys.openat2(
        root, path.getBytes(ISO_8859_1), flags, (flags & OpenFlags.O_CREAT) == 0 ? 0 : mode, 0);
  }

  /** Creates or truncates, writes, closes. */
  void write(String path, String content) {
    try (Fd file = create(path)) {
      put(file, content);
    }
  }

  Fd create(String path) {
    return open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, 0644);
  }

  void put(Fd file, String content) {
    byte[] bytes = content.getBytes(ISO_8859_1);
    if (bytes.length > 0) {
      sys.writeFully(file, bytes, 0, bytes.length);
    }
  }

  void append(String path, String content) {
    try (Fd file = open(path, OpenFlags.O_WRONLY | OpenFlags.O_APPEND, 0)) {
      put(file, content);
    }
  }

  /** Writes into the file without changing its size. */
  void overwrite(String path, String content) {
    try (Fd file = open(path, OpenFlags.O_WRONLY, 0)) {
      put(file, content);
    }
  }

  void mkdir(String path) {
    in(
        path,
        (dir, name) -> {
          sys.mkdirat(dir, name, 0755);
          return true;
        });
  }

  void mkdirs(String path) {
    for (int i = path.indexOf('/'); i > 0; i = path.indexOf('/', i + 1)) {
      if (!exists(path.substring(0, i))) {
        mkdir(path.substring(0, i));
      }
    }
    if (!exists(path)) {
      mkdir(path);
    }
  }

  void symlink(String target, String path) {
    in(
        path,
        (dir, name) -> {
          sys.symlinkat(target.getBytes(ISO_8859_1), dir, name);
          return true;
        });
  }

  void link(String from, String to) {
    in(
        from,
        (fromDir, fromName) ->
            in(
                to,
                (toDir, toName) -> {
                  sys.linkat(fromDir, fromName, toDir, toName);
                  return true;
                }));
  }

  void move(String from, String to) {
    rename(from, to, RenameMode.REPLACE);
  }

  void exchange(String from, String to) {
    rename(from, to, RenameMode.EXCHANGE);
  }

  private void rename(String from, String to, RenameMode mode) {
    in(
        from,
        (fromDir, fromName) ->
            in(
                to,
                (toDir, toName) -> {
                  sys.renameat2(fromDir, fromName, toDir, toName, mode);
                  return true;
                }));
  }

  void unlink(String path) {
    in(
        path,
        (dir, name) -> {
          sys.unlink(dir, name);
          return true;
        });
  }

  void removeAll(String path) {
    Stat stat = stat(path);
    if (stat.kind() != FileKind.DIRECTORY) {
      unlink(path);
      return;
    }
    for (String child : list(path)) {
      removeAll(path + "/" + child);
    }
    in(
        path,
        (dir, name) -> {
          sys.rmdir(dir, name);
          return true;
        });
  }

  void chmod(String path, int mode) {
    try (Fd fd = open(path, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, 0)) {
      sys.fchmod(fd, mode);
    }
  }

  void chown(String path, int uid, int gid) {
    in(
        path,
        (dir, name) -> {
          sys.fchownat(dir, name, uid, gid);
          return true;
        });
  }

  void touch(String path, long seconds, int nanos) {
    in(
        path,
        (dir, name) -> {
          sys.utimensat(dir, name, new Timespec(seconds, nanos));
          return true;
        });
  }

  boolean exists(String path) {
    return in(path, (dir, name) -> sys.statxOrNull(dir, name) != null);
  }

  Stat stat(String path) {
    return in(path, (dir, name) -> sys.statx(dir, name));
  }

  String readLink(String path) {
    return in(path, (dir, name) -> new String(sys.readlinkat(dir, name), ISO_8859_1));
  }

  byte[] read(String path) {
    try (Fd file = open(path, OpenFlags.O_RDONLY, 0)) {
      byte[] all = new byte[(int) sys.statx(file).sizeBytes() + 1];
      int filled = 0;
      for (int n = sys.read(file, all, 0, all.length);
          n > 0;
          n = sys.read(file, all, filled, all.length - filled)) {
        filled += n;
      }
      return java.util.Arrays.copyOf(all, filled);
    }
  }

  List<String> list(String path) {
    String directory = path.isEmpty() ? "." : path;
    List<String> names = new ArrayList<>();
    try (Fd dir = sys.openat2(root, directory.getBytes(ISO_8859_1), DIRECTORY, 0, 0)) {
      for (List<DirectoryEntry> some = sys.getdents64(dir);
          !some.isEmpty();
          some = sys.getdents64(dir)) {
        some.forEach(e -> names.add(new String(e.name(), ISO_8859_1)));
      }
    }
    return names;
  }

  /** All there is, by path. */
  Map<String, Stat> all() {
    Map<String, Stat> all = new TreeMap<>();
    collect("", all);
    return all;
  }

  private void collect(String path, Map<String, Stat> all) {
    for (String name : list(path)) {
      String child = path.isEmpty() ? name : path + "/" + name;
      Stat stat = stat(child);
      all.put(child, stat);
      if (stat.kind() == FileKind.DIRECTORY) {
        collect(child, all);
      }
    }
  }
}
