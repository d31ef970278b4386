package io.twohop.tree;

import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import java.util.ArrayList;
import java.util.List;

/**
 * Visits everything below one of our own directories (stage, keep), or clears it away. Not for the
 * synced tree: it trusts that nobody else renames directories meanwhile.
 */
public final class TreeWalk {
  private static final int LIST_FLAGS =
      OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;

  private static final byte[] DOT = {'.'};

  private final Syscalls syscalls;

  public TreeWalk(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** Is told of each name; its answer says whether to go into it if it is a directory. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * One name, parents before children.
     *
     * @param path from the directory where the walk began
     * @param dir the open directory that the name is in
     * @return whether its children are to be visited, if it is a directory
     */
    boolean visit(List<Name> path, Fd dir, Stat stat);
  }

  /** Opens a directory for listing. */
  public static Fd open(Syscalls syscalls, Fd dir, byte[] name) {
    return syscalls.openat2(dir, name, LIST_FLAGS, 0, Resolve.CONFINED);
  }

  /**
   * Opens a directory below another, one name at a time; the empty path is that other itself.
   *
   * @throws ErrnoException ENOENT, ENOTDIR, ELOOP
   */
  public static Fd openBelow(Syscalls syscalls, Fd top, List<Name> path) {
    Fd at = open(syscalls, top, DOT);
    for (Name name : path) {
      try (Fd above = at) {
        at = open(syscalls, above, name.shared());
      }
    }
    return at;
  }

  /** Visits all that is below; a name that goes away meanwhile is passed over. */
  public void walk(Fd top, Visitor visitor) {
    walk(top, List.of(), visitor);
  }

  private void walk(Fd dir, List<Name> path, Visitor visitor) {
    for (Name name : names(dir)) {
      Stat stat = syscalls.statxOrNull(dir, name.shared());
      if (stat == null) {
        continue;
      }
      List<Name> below = new ArrayList<>(path);
      below.add(name);
      if (visitor.visit(below, dir, stat) && stat.kind() == FileKind.DIRECTORY) {
        try (Fd child = open(syscalls, dir, name.shared())) {
          walk(child, below, visitor);
        } catch (ErrnoException gone) {
          if (!gone.is(Errno.ENOENT)) {
            throw gone;
          }
        }
      }
    }
  }

  /** The names in a directory, in the order of their bytes. */
  public List<Name> names(Fd dir) {
    List<Name> names = new ArrayList<>();
    syscalls.rewind(dir);
    for (var some = syscalls.getdents64(dir); !some.isEmpty(); some = syscalls.getdents64(dir)) {
      some.forEach(entry -> names.add(Name.of(entry.name())));
    }
    names.sort(null);
    return names;
  }

  /** Deletes a name with all that is below it; nothing happens if it is not there. */
  public void delete(Fd dir, byte[] name) {
    Stat stat = syscalls.statxOrNull(dir, name);
    if (stat == null) {
      return;
    }
    if (stat.kind() != FileKind.DIRECTORY) {
      syscalls.unlink(dir, name);
      return;
    }
    try (Fd inside = openWritable(dir, name)) {
      for (Name child : names(inside)) {
        delete(inside, child.shared());
      }
    }
    syscalls.rmdir(dir, name);
  }

  /** Opens a directory to clear it, whatever mode it has: it is out of the tree. */
  private Fd openWritable(Fd dir, byte[] name) {
    int flags = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
    try (Fd handle = syscalls.openat2(dir, name, flags, 0, Resolve.CONFINED)) {
      syscalls.fchmod(handle, 0700);
    } catch (ErrnoException notOurs) {
      if (!notOurs.is(Errno.EPERM)) {
        throw notOurs;
      }
    }
    return open(syscalls, dir, name);
  }
}
