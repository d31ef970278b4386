package io.twohop.tree;

import io.twohop.model.Name;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Printable;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * A synced directory, held open from start to end. All paths are resolved beneath that descriptor
 * by openat2(2), so that neither a symlink nor a mount nor a rename of the root itself can lead
 * outside.
 */
public final class Tree implements AutoCloseable {
  /**
   * WHY: no O_NOFOLLOW. The resolve flags refuse symlinks with ELOOP; with it they would be
   * ENOTDIR.
   */
  private static final int DIRECTORY_FLAGS =
      OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NONBLOCK;

  /**
   * LIMIT: PATH_MAX of linux/limits.h without its NUL; longer paths are opened in several steps.
   */
  private static final int MAX_PATH_BYTES = 4095;

  private static final byte[] DOT = {'.'};

  private final Syscalls syscalls;
  private final byte[] path;
  private final Fd root;
  private final RootIdentity identity;

  private Tree(Syscalls syscalls, byte[] path, Fd root, RootIdentity identity) {
    this.syscalls = syscalls;
    this.path = path;
    this.root = root;
    this.identity = identity;
  }

  /**
   * Opens a directory as a tree; symlinks on the way to it are followed, this once.
   *
   * @param absolutePath as the operator wrote it
   * @throws NotATree if it cannot be one, saying why; nothing stays open
   */
  public static Tree open(Syscalls syscalls, byte[] absolutePath) {
    Fd root = openRoot(syscalls, absolutePath);
    try {
      byte[] realPath = syscalls.pathOf(root);
      if (SystemDirectories.includes(realPath)) {
        String text =
            Printable.of(realPath) + " belongs to the system and is never synced as a whole";
        throw new NotATree(NotATree.Reason.SYSTEM_DIRECTORY, text);
      }
      syscalls.openat2(root, DOT, DIRECTORY_FLAGS, 0, Resolve.CONFINED).close();
      RootIdentity identity = RootIdentity.of(syscalls.statx(root));
      return new Tree(syscalls, realPath, root, identity);
    } catch (ErrnoException refused) {
      root.close();
      throw notATree(absolutePath, refused);
    } catch (NotATree refused) {
      root.close();
      throw refused;
    }
  }

  private static Fd openRoot(Syscalls syscalls, byte[] absolutePath) {
    boolean absolute = absolutePath.length > 0 && absolutePath[0] == '/';
    for (byte b : absolutePath) {
      absolute &= b != 0;
    }
    if (!absolute) {
      String text = Printable.of(absolutePath) + " is not an absolute path";
      throw new NotATree(NotATree.Reason.NOT_ABSOLUTE, text);
    }
    try {
      int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NONBLOCK;
      return syscalls.open(absolutePath, flags, 0);
    } catch (ErrnoException refused) {
      throw notATree(absolutePath, refused);
    }
  }

  private static NotATree notATree(byte[] path, ErrnoException refused) {
    String name = Printable.of(path);
    return switch (refused.errno()) {
      case ENOENT -> new NotATree(NotATree.Reason.MISSING, name + " does not exist");
      case ENOTDIR -> new NotATree(NotATree.Reason.NOT_A_DIRECTORY, name + " is not a directory");
      case EACCES, EPERM ->
          new NotATree(NotATree.Reason.NOT_PERMITTED, name + " may not be read by this user");
      case ENOSYS ->
          new NotATree(
              NotATree.Reason.KERNEL_TOO_OLD, "this kernel has no openat2; Linux 5.6 is needed");
      default -> new NotATree(NotATree.Reason.REFUSED, name + ": " + refused.getMessage());
    };
  }

  public Syscalls syscalls() {
    return syscalls;
  }

  /**
   * The root's absolute path without symlinks, as it was when it was opened; for people and for
   * {@link #isInPlace}.
   */
  public byte[] path() {
    return path.clone();
  }

  /** Which directory the root is. */
  public RootIdentity identity() {
    return identity;
  }

  /** The root's descriptor, closed with the tree. */
  public Fd rootFd() {
    return root;
  }

  /**
   * Whether the root's path still leads to this very directory on this very mount, and it has not
   * been removed. Asked before and after every scan: what is missing below a root that is not in
   * place has not been deleted.
   */
  public boolean isInPlace() {
    int flags = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY;
    try (Fd now = syscalls.open(path, flags, 0)) {
      Stat stat = syscalls.statx(now);
      return RootIdentity.of(stat).equals(identity) && stat.linkCount() > 0;
    } catch (ErrnoException gone) {
      return false;
    }
  }

  /**
   * Whether something in the tree is the root of another mount (also a bind mount of the same file
   * system).
   */
  public boolean isMountPoint(Stat stat) {
    return stat.device() != identity.device() || stat.mountId() != identity.mountId();
  }

  /**
   * Opens a directory beneath the root; the empty path is the root itself.
   *
   * @throws ErrnoException ENOENT or ENOTDIR if it is not there, ELOOP if a symlink stands in the
   *     path, EXDEV if a mount does, EACCES
   */
  public Directory openDirectory(List<Name> path) {
    if (path.isEmpty()) {
      return openBelow(root, DOT);
    }
    Fd from = root;
    int next = 0;
    while (true) {
      ByteArrayOutputStream some = new ByteArrayOutputStream();
      next = joinSome(path, next, some);
      Directory reached;
      try {
        reached = openBelow(from, some.toByteArray());
      } finally {
        if (from != root) {
          from.close();
        }
      }
      if (next == path.size()) {
        return reached;
      }
      from = reached.fd();
    }
  }

  /**
   * Joins as many names as one call takes, beginning with {@code next}; the index of the first that
   * is left.
   */
  private static int joinSome(List<Name> path, int next, ByteArrayOutputStream joined) {
    int at = next;
    while (at < path.size() && joined.size() + 1 + path.get(at).length() <= MAX_PATH_BYTES) {
      if (joined.size() > 0) {
        joined.write('/');
      }
      joined.writeBytes(path.get(at).shared());
      at++;
    }
    return at;
  }

  Directory openBelow(Fd from, byte[] relativePath) {
    return new Directory(
        this, syscalls.openat2(from, relativePath, DIRECTORY_FLAGS, 0, Resolve.CONFINED));
  }

  @Override
  public void close() {
    root.close();
  }
}
