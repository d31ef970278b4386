package io.twohop.tree;

import io.twohop.model.Bytes;
import io.twohop.model.Name;
import io.twohop.posix.DirectoryEntry;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One directory of a tree, open. It stays this directory wherever it is moved meanwhile, also out
 * of the tree; whoever needs it at its place opens it again by path. Every method throws {@link
 * ErrnoException}.
 */
public final class Directory implements AutoCloseable {
  private static final int READ_FLAGS =
      OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;

  private final Tree tree;
  private final Fd fd;

  Directory(Tree tree, Fd fd) {
    this.tree = tree;
    this.fd = fd;
  }

  /** The descriptor, for calls that this class does not have; closed with this directory. */
  public Fd fd() {
    return fd;
  }

  public Tree tree() {
    return tree;
  }

  /** The directory itself, now. Link count 0 means that it has been removed. */
  public Stat stat() {
    return syscalls().statx(fd);
  }

  /**
   * What stands at a name: the inode itself, not what a symlink points to. Null if nothing does.
   */
  public @Nullable Stat lookAt(Name name) {
    return syscalls().statxOrNull(fd, name.shared());
  }

  /** All names, from the beginning each time. */
  public Listing list() {
    syscalls().rewind(fd);
    List<Child> children = new ArrayList<>();
    List<Bytes> tooLong = new ArrayList<>();
    while (true) {
      List<DirectoryEntry> some = syscalls().getdents64(fd);
      if (some.isEmpty()) {
        return new Listing(children, tooLong);
      }
      for (DirectoryEntry entry : some) {
        if (entry.name().length > Name.MAX_BYTES) {
          tooLong.add(Bytes.owning(entry.name()));
        } else {
          children.add(new Child(Name.of(entry.name()), entry.inode(), entry.kind()));
        }
      }
    }
  }

  /**
   * A child directory.
   *
   * @throws ErrnoException ENOENT, ENOTDIR, ELOOP for a symlink, EXDEV for a mount point
   */
  public Directory openDirectory(Name name) {
    return tree.openBelow(fd, name.shared());
  }

  /**
   * A child opened for reading its content, without touching its access time where that is
   * permitted, and never waiting for a FIFO or somebody's lease.
   *
   * <p>RACE: between a look and this call the name may have become a FIFO or a device; the caller
   * stats the descriptor before it reads.
   *
   * @throws ErrnoException ENOENT, EACCES, ELOOP for a symlink, EXDEV for a mount point
   */
  public Fd openForReading(Name name) {
    byte[] path = name.shared();
    try {
      return syscalls().openat2(fd, path, READ_FLAGS | OpenFlags.O_NOATIME, 0, Resolve.CONFINED);
    } catch (ErrnoException refused) {
      if (!refused.is(Errno.EPERM)) {
        throw refused;
      }
      return syscalls().openat2(fd, path, READ_FLAGS, 0, Resolve.CONFINED);
    }
  }

  /**
   * The target of a symlink, as stored.
   *
   * @throws ErrnoException ENOENT, EINVAL if it is something else
   */
  public Bytes readLink(Name name) {
    return Bytes.owning(syscalls().readlinkat(fd, name.shared()));
  }

  @Override
  public void close() {
    fd.close();
  }

  private Syscalls syscalls() {
    return tree.syscalls();
  }
}
