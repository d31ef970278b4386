package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.model.Report;
import io.twohop.model.Timestamp;
import io.twohop.posix.DirectoryEntry;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import java.util.List;

/** Makes and removes directories, and changes metadata in place. */
final class Folders {
  /** Nobody else gets in before the final mode is set. */
  private static final int OWNER_BITS = 0700;

  private static final Timestamp NO_CTIME = new Timestamp(0, 0);

  private final Ground ground;
  private final Syscalls syscalls;

  Folders(Ground ground) {
    this.ground = ground;
    this.syscalls = ground.syscalls();
  }

  Report.Done make(Action.MakeDirectory make) {
    Fd dir = ground.dir(make.parent(), make.name());
    byte[] name = make.name().shared();
    // WHY: a directory that is there already may be another node, moved here just now; whoever
    // looks at the name finds out.
    syscalls.mkdirat(dir, name, make.entry().mode() & OWNER_BITS);
    try (Fd made = handle(dir, name)) {
      if (syscalls.statx(made).kind() != FileKind.DIRECTORY) {
        throw Ground.disturbed(make.parent(), make.name());
      }
      String refused = new Metadata(syscalls, ground.owners(), made).all(make.entry()).refused();
      Fingerprint now = Prints.of(syscalls.statx(made));
      // RACE: a user's chmod right after ours is to be found by the next look.
      Fingerprint print = refused.isEmpty() ? withPermissions(now, make.entry().mode()) : now;
      ground.directories().put(make.node(), new Place(make.parent(), make.name(), print));
      return new Report.Done(make.node(), print, refused);
    }
  }

  private Fd handle(Fd dir, byte[] name) {
    int flags = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
    return syscalls.openat2(dir, name, flags, 0, Resolve.CONFINED);
  }

  Report.Done remove(Action.RemoveDirectory remove) {
    Fd dir = ground.dir(remove.parent(), remove.name());
    Stat there = ground.expectInode(remove.parent(), remove.name(), remove.expected());
    if (there.kind() != FileKind.DIRECTORY) {
      throw Ground.disturbed(remove.parent(), remove.name());
    }
    try {
      syscalls.rmdir(dir, remove.name().shared());
    } catch (ErrnoException refused) {
      if (refused.is(Errno.ENOTEMPTY) || refused.is(Errno.EEXIST)) {
        throw occupied(dir, remove.parent(), remove.name());
      }
      throw refused;
    }
    return new Report.Done(remove.node(), null, "");
  }

  private Hindered occupied(Fd dir, NodeId parent, Name name) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    String first = "something";
    try (Fd inside = syscalls.openat2(dir, name.shared(), flags, 0, Resolve.CONFINED)) {
      List<DirectoryEntry> children = syscalls.getdents64(inside);
      if (!children.isEmpty()) {
        first = Name.of(children.getFirst().name()).forPeople();
      }
    } catch (ErrnoException unreadable) {
      first = "something that cannot be listed";
    }
    return new Hindered(
        new Obstacle.Blocked(
            parent, name, Errno.ENOTEMPTY.number(), "the directory still holds " + first));
  }

  Report.Done setMetadata(Action.SetMetadata set) {
    Fd dir = ground.dir(set.parent(), set.name());
    try (Fd handle = handle(dir, set.name().shared())) {
      if (!isExpected(set, syscalls.statx(handle))) {
        throw Ground.disturbed(set.parent(), set.name());
      }
      Metadata metadata = new Metadata(syscalls, ground.owners(), handle);
      if (set.changed().owner()) {
        metadata.owner(set.entry().owner());
      }
      // WHY: the mode is also set with the owner, since the kernel may have cleared bits of it.
      boolean mode = set.changed().mode();
      switch (set.entry()) {
        case Entry.RegularFile file -> {
          if (mode) {
            metadata.mode(file.mode());
          }
          if (set.changed().mtime()) {
            metadata.mtime(file.mtime());
          }
        }
        case Entry.Directory directory -> {
          if (mode) {
            metadata.modeOfDirectory(directory.mode());
          }
        }
        case Entry.Symlink link -> {}
      }
      String refused = metadata.refused();
      Fingerprint seen = remembered(set, syscalls.statx(handle), refused.isEmpty());
      return new Report.Done(set.node(), seen, refused);
    }
  }

  /** WHY: the times of a directory are new with each name in it, and are not carried. */
  private static boolean isExpected(Action.SetMetadata set, Stat there) {
    return set.entry().isDirectory()
        ? Prints.sameInode(there, set.expected()) && Prints.sameMetadata(there, set.expected())
        : Prints.of(there).equals(set.expected());
  }

  /**
   * What is there now if only what we set is new; else what was expected with what we set, so that
   * the next look finds the rest.
   */
  private static Fingerprint remembered(Action.SetMetadata set, Stat after, boolean allSet) {
    Fingerprint old = set.expected();
    boolean directory = set.entry().isDirectory();
    Fingerprint wanted =
        new Fingerprint(
            old.inode(),
            old.birth(),
            directory ? after.sizeBytes() : old.sizeBytes(),
            directory || set.changed().mtime() ? Prints.time(after.mtime()) : old.mtime(),
            directory ? Prints.time(after.ctime()) : old.ctime(),
            set.changed().mode() || set.changed().owner() ? after.mode() : old.mode(),
            set.changed().owner() ? after.uid() : old.uid(),
            set.changed().owner() ? after.gid() : old.gid());
    if (allSet && set.changed().mode()) {
      wanted = withPermissions(wanted, permissions(set.entry()));
    }
    if (directory) {
      return wanted;
    }
    // RACE: a write between our look and our new mtime left no other trace, so a ctime is
    // remembered that no inode has, and the next look reads the content.
    return set.changed().mtime() ? withCtime(wanted, NO_CTIME) : Prints.remembered(wanted, after);
  }

  private static int permissions(Entry entry) {
    return switch (entry) {
      case Entry.RegularFile file -> file.mode();
      case Entry.Directory directory -> directory.mode();
      case Entry.Symlink link -> Entry.MODE_BITS;
    };
  }

  private static Fingerprint withCtime(Fingerprint print, Timestamp ctime) {
    return new Fingerprint(
        print.inode(),
        print.birth(),
        print.sizeBytes(),
        print.mtime(),
        ctime,
        print.mode(),
        print.uid(),
        print.gid());
  }

  private static Fingerprint withPermissions(Fingerprint print, int permissions) {
    return new Fingerprint(
        print.inode(),
        print.birth(),
        print.sizeBytes(),
        print.mtime(),
        print.ctime(),
        (print.mode() & ~Entry.MODE_BITS) | permissions,
        print.uid(),
        print.gid());
  }
}
