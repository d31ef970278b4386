package io.twohop.apply;

import io.twohop.model.ContentHash;
import io.twohop.model.NodeId;
import io.twohop.posix.DirectoryEntry;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Printable;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A private directory on the tree's own mount, from which one rename puts a finished file in place.
 *
 * <p>Names in it say what they are, so that after a crash nothing else is needed to judge them:
 *
 * <ul>
 *   <li>{@code part-…} is being written, {@code tree-…} is a directory being built, {@code
 *       incoming-HASH} is a large content arriving, {@code content-HASH} one that is complete,
 *       verified and flushed: the next process deletes them;
 *   <li>{@code aside-…} is what a power cut left of a file, or what was in our hands when its name
 *       was taken or its directory removed; it stays until a person deletes it;
 *   <li>{@code swap-…}, {@code gone-…}, {@code treeswap-…}, {@code park-…} may hold what was in the
 *       tree, {@code raced-…} does: see {@link StageName}.
 * </ul>
 */
public final class Stage implements AutoCloseable {
  static final String PART = "part-";
  static final String TREE = "tree-";
  static final String INCOMING = "incoming-";
  static final String CONTENT = "content-";
  static final String ASIDE = "aside-";

  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int PRIVATE_FILE = 0600;
  private static final int DIRECTORY_FLAGS =
      OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;

  private final Syscalls syscalls;
  private final Fd fd;
  private final Renames renames;
  private final AtomicLong serial;

  private Stage(Syscalls syscalls, Fd fd) {
    this.syscalls = syscalls;
    this.fd = fd;
    this.serial = new AtomicLong(syscalls.coarseClock().toNanos());
    this.renames = new Renames(syscalls, probe(RenameMode.NOREPLACE), probe(RenameMode.EXCHANGE));
  }

  /**
   * Opens the stage, and makes it if its parent is there.
   *
   * @param treeRoot the root of the tree that it serves
   * @throws StageElsewhere if it is not on the tree's file system and mount
   * @throws ErrnoException if it cannot be opened, made or written to
   */
  public static Stage open(Syscalls syscalls, Fd treeRoot, byte[] absolutePath) {
    Fd fd = openOrMake(syscalls, absolutePath);
    try {
      Stat tree = syscalls.statx(treeRoot);
      Stat stage = syscalls.statx(fd);
      if (tree.device() != stage.device() || tree.mountId() != stage.mountId()) {
        throw new StageElsewhere(Printable.of(absolutePath));
      }
      return new Stage(syscalls, fd);
    } catch (ErrnoException | StageElsewhere refused) {
      fd.close();
      throw refused;
    }
  }

  private static Fd openOrMake(Syscalls syscalls, byte[] path) {
    try {
      return syscalls.open(path, DIRECTORY_FLAGS, 0);
    } catch (ErrnoException missing) {
      if (!missing.is(Errno.ENOENT)) {
        throw missing;
      }
    }
    int end = path.length;
    while (end > 1 && path[end - 1] == '/') {
      end--;
    }
    int slash = end - 1;
    while (slash > 0 && path[slash] != '/') {
      slash--;
    }
    byte[] parent = Arrays.copyOf(path, Math.max(slash, 1));
    byte[] name = Arrays.copyOfRange(path, slash + 1, end);
    try (Fd above = syscalls.open(parent, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0)) {
      syscalls.mkdirat(above, name, PRIVATE_DIRECTORY);
    }
    return syscalls.open(path, DIRECTORY_FLAGS, 0);
  }

  /** Whether renameat2(2) knows a flag here, tried on two files of our own. */
  private boolean probe(RenameMode mode) {
    byte[] one = name(fresh(PART));
    byte[] two = name(fresh(PART));
    create(one).close();
    create(two).close();
    try {
      syscalls.renameat2(fd, one, fd, two, mode);
      return true;
    } catch (ErrnoException answer) {
      return answer.is(Errno.EEXIST);
    } finally {
      unlink(one);
      unlink(two);
    }
  }

  public Syscalls syscalls() {
    return syscalls;
  }

  /** Its descriptor, closed with the stage. */
  public Fd fd() {
    return fd;
  }

  /** Whether a file is replaced in one step here; otherwise in two, see {@link Applier}. */
  public boolean exchanges() {
    return renames.exchanges();
  }

  Renames renames() {
    return renames;
  }

  /** Whether a large content is here, complete. */
  public boolean hasContent(ContentHash content) {
    return syscalls.statxOrNull(fd, name(CONTENT + content.hex())) != null;
  }

  /** A name that is not taken. */
  String fresh(String prefix) {
    return prefix + Long.toHexString(serial.incrementAndGet());
  }

  StageName named(
      StageName.Kind kind,
      NodeId node,
      long baseSeq,
      @Nullable ContentHash base,
      @Nullable ContentHash wanted) {
    return new StageName(kind, node, baseSeq, base, wanted, serial.incrementAndGet());
  }

  /** A new file, for reading and writing by us alone. */
  Fd create(byte[] name) {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    return syscalls.openat2(fd, name, flags, PRIVATE_FILE, Resolve.CONFINED);
  }

  Fd openFile(byte[] name, int flags) {
    return syscalls.openat2(fd, name, flags | OpenFlags.O_NOFOLLOW, 0, Resolve.CONFINED);
  }

  void rename(byte[] from, byte[] to) {
    renames.toFree(fd, from, fd, to);
  }

  /** Deletes a file or symlink; nothing happens if it is not there. */
  void unlink(byte[] name) {
    try {
      syscalls.unlink(fd, name);
    } catch (ErrnoException gone) {
      if (!gone.is(Errno.ENOENT)) {
        throw gone;
      }
    }
  }

  /** Everything that is in it. */
  List<String> list() {
    List<String> names = new ArrayList<>();
    syscalls.rewind(fd);
    for (List<DirectoryEntry> some = syscalls.getdents64(fd);
        !some.isEmpty();
        some = syscalls.getdents64(fd)) {
      some.forEach(entry -> names.add(new String(entry.name(), StandardCharsets.ISO_8859_1)));
    }
    names.sort(null);
    return names;
  }

  /** The bytes of a name that {@link #list}, {@link #fresh} or {@link StageName} gave. */
  static byte[] name(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    fd.close();
  }
}
