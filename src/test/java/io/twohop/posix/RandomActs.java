package io.twohop.posix;

import static io.twohop.posix.InotifyMask.*;
import static io.twohop.posix.OpenFlags.*;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A program that does random things to few names, and tells what it was answered. */
final class RandomActs implements AutoCloseable {
  private static final int MASK =
      IN_MODIFY
          | IN_ATTRIB
          | IN_CLOSE_WRITE
          | IN_MOVED_FROM
          | IN_MOVED_TO
          | IN_CREATE
          | IN_DELETE
          | IN_DELETE_SELF
          | IN_MOVE_SELF
          | IN_OPEN
          | IN_CLOSE_NOWRITE
          | IN_ONLYDIR
          | IN_EXCL_UNLINK;

  private static final int MAX_OPEN = 6;

  private final Syscalls kernel;
  private final RandomGenerator random;
  private final Fd root;
  private final Fd inotify;
  private final List<Fd> open = new ArrayList<>();
  private final Map<Integer, Integer> cookies = new TreeMap<>();

  RandomActs(Syscalls kernel, byte[] directory, RandomGenerator random) {
    this.kernel = kernel;
    this.random = random;
    root = kernel.open(directory, O_RDONLY | O_DIRECTORY, 0);
    kernel.fchmod(root, 0755);
    inotify = kernel.inotifyInit();
    kernel.inotifyAddWatch(inotify, root, MASK);
  }

  /** One act: what was done, what came back, and what inotify says of it. */
  String act() {
    StringBuilder told = new StringBuilder();
    try {
      told.append(perform());
    } catch (ErrnoException refused) {
      told.append(refused.call()).append(' ').append(refused.errno());
    }
    for (List<InotifyEvent> some = kernel.inotifyRead(inotify);
        !some.isEmpty();
        some = kernel.inotifyRead(inotify)) {
      for (InotifyEvent event : some) {
        told.append("\n    ").append(withoutCookie(event));
      }
    }
    return told.toString();
  }

  private InotifyEvent withoutCookie(InotifyEvent event) {
    int cookie =
        event.cookie() == 0
            ? 0
            : cookies.computeIfAbsent(event.cookie(), unknown -> cookies.size() + 1);
    return new InotifyEvent(event.watch(), event.kind(), event.onDirectory(), cookie, event.name());
  }

  private String perform() {
    return switch (random.nextInt(16)) {
      case 0, 1 -> makeDirectory();
      case 2, 3 -> openFile(O_RDWR | O_CREAT);
      case 4 -> openFile(O_RDONLY);
      case 5 -> openFile(O_WRONLY | O_TRUNC);
      case 6 -> openDirectoryAndWatch();
      case 7, 8 -> move();
      case 9 -> link();
      case 10 -> removeOne();
      case 11 -> symlink();
      case 12 -> writeSome();
      case 13 -> attributes();
      case 14 -> closeOne();
      case 15 -> look();
      default -> throw new AssertionError();
    };
  }

  private String makeDirectory() {
    Fd dir = dir();
    byte[] name = name();
    kernel.mkdirat(dir, name, 0755);
    return "mkdir " + text(name);
  }

  private String openFile(int flags) {
    byte[] path = path();
    int mode = (flags & O_CREAT) != 0 ? 0644 : 0;
    closeWhenMany();
    open.add(kernel.openat2(root, path, flags, mode, Resolve.CONFINED));
    return "open " + flags + " " + text(path);
  }

  private String openDirectoryAndWatch() {
    byte[] path = path();
    closeWhenMany();
    Fd dir = kernel.openat2(root, path, O_RDONLY | O_DIRECTORY, 0, Resolve.CONFINED);
    open.add(dir);
    return "watch " + text(path) + " " + kernel.inotifyAddWatch(inotify, dir, MASK);
  }

  private String move() {
    RenameMode[] modes = RenameMode.values();
    RenameMode mode = modes[random.nextInt(modes.length)];
    Fd fromDir = dir();
    Fd toDir = dir();
    byte[] from = name();
    byte[] to = name();
    kernel.renameat2(fromDir, from, toDir, to, mode);
    return mode + " " + text(from) + " " + text(to);
  }

  private String link() {
    Fd fromDir = dir();
    Fd toDir = dir();
    byte[] from = name();
    byte[] to = name();
    kernel.linkat(fromDir, from, toDir, to);
    return "link " + text(from) + " " + text(to);
  }

  private String symlink() {
    Fd dir = dir();
    byte[] name = name();
    kernel.symlinkat(path(), dir, name);
    return "symlink " + text(name);
  }

  private String removeOne() {
    Fd dir = dir();
    byte[] name = name();
    if (random.nextBoolean()) {
      kernel.unlink(dir, name);
      return "unlink " + text(name);
    }
    kernel.rmdir(dir, name);
    return "rmdir " + text(name);
  }

  private String writeSome() {
    Fd fd = any();
    byte[] bytes = new byte[random.nextInt(9000)];
    if (random.nextInt(4) == 0) {
      kernel.ftruncate(fd, bytes.length);
      return "truncate " + bytes.length;
    }
    return "write " + kernel.pwrite(fd, bytes, 0, bytes.length, random.nextInt(5000));
  }

  private String attributes() {
    Fd fd = any();
    switch (random.nextInt(3)) {
      case 0 -> kernel.fchmod(fd, 0700 + random.nextInt(64));
      case 1 -> kernel.futimens(fd, new Timespec(random.nextInt(), random.nextInt(1_000_000_000)));
      default -> {
        int uid = random.nextInt(100);
        kernel.fchown(fd, kernel.geteuid() == 0 ? uid : kernel.geteuid(), -1);
      }
    }
    return "attributes";
  }

  private String closeOne() {
    if (open.isEmpty()) {
      return "nothing open";
    }
    open.remove(random.nextInt(open.size())).close();
    return "close";
  }

  private String look() {
    Fd fd = any();
    Stat stat = kernel.statx(fd);
    String told = text(stat);
    if (stat.kind() == FileKind.REGULAR) {
      return told + " " + kernel.probeWriters(fd);
    }
    return told;
  }

  private void closeWhenMany() {
    if (open.size() >= MAX_OPEN) {
      open.removeFirst().close();
    }
  }

  /** The root, or something open that may be a directory, a file or removed. */
  private Fd dir() {
    Fd other = any();
    boolean wrong = kernel.statx(other).kind() != FileKind.DIRECTORY && random.nextInt(8) > 0;
    return wrong || random.nextInt(3) == 0 ? root : other;
  }

  private Fd any() {
    return open.isEmpty() ? root : open.get(random.nextInt(open.size()));
  }

  private byte[] name() {
    return new byte[] {(byte) ('a' + random.nextInt(4))};
  }

  private byte[] path() {
    StringBuilder path = new StringBuilder().append((char) name()[0]);
    for (int depth = random.nextInt(3); depth > 0; depth--) {
      path.append('/').append(random.nextInt(12) == 0 ? ".." : text(name()));
    }
    return path.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] path) {
    return new String(path, StandardCharsets.UTF_8);
  }

  private static String text(Stat stat) {
    String size = stat.kind() == FileKind.DIRECTORY ? "" : " size " + stat.sizeBytes();
    return stat.kind()
        + size
        + " links "
        + stat.linkCount()
        + " mode "
        + Integer.toOctalString(stat.mode())
        + " uid "
        + stat.uid();
  }

  /** Every path below the root with what it is, in the order of the names. */
  String everything() {
    StringBuilder all = new StringBuilder();
    try (Fd dir = kernel.openat2(root, new byte[] {'.'}, O_RDONLY | O_DIRECTORY, 0, 0)) {
      tell(dir, "", all);
    }
    return all.toString();
  }

  private void tell(Fd dir, String prefix, StringBuilder all) {
    Map<String, FileKind> children = children(dir);
    for (Map.Entry<String, FileKind> child : children.entrySet()) {
      byte[] name = child.getKey().getBytes(StandardCharsets.UTF_8);
      String path = prefix + "/" + child.getKey();
      all.append(path).append(' ').append(text(kernel.statx(dir, name))).append('\n');
      if (child.getValue() == FileKind.DIRECTORY) {
        try (Fd below = kernel.openat2(dir, name, O_RDONLY | O_DIRECTORY, 0, Resolve.CONFINED)) {
          tell(below, path, all);
        }
      }
    }
  }

  private Map<String, FileKind> children(Fd dir) {
    Map<String, FileKind> children = new TreeMap<>();
    for (List<DirectoryEntry> some = kernel.getdents64(dir);
        !some.isEmpty();
        some = kernel.getdents64(dir)) {
      some.forEach(entry -> children.put(text(entry.name()), entry.kind()));
    }
    return children;
  }

  /** Removes what is left, so that whoever owns the directory need not. */
  void clear() {
    kernel.rewind(root);
    clear(root);
  }

  private void clear(Fd dir) {
    for (Map.Entry<String, FileKind> child : children(dir).entrySet()) {
      byte[] name = child.getKey().getBytes(StandardCharsets.UTF_8);
      if (child.getValue() == FileKind.DIRECTORY) {
        try (Fd below = kernel.openat2(dir, name, O_RDONLY | O_DIRECTORY, 0, Resolve.CONFINED)) {
          clear(below);
        }
        kernel.rmdir(dir, name);
      } else {
        kernel.unlink(dir, name);
      }
    }
  }

  @Override
  public void close() {
    open.forEach(Fd::close);
    inotify.close();
    root.close();
  }
}
