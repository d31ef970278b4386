package io.twohop.apply;

import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Owners;
import org.jspecify.annotations.Nullable;

/** What every kind of action works on. */
record Ground(
    Syscalls syscalls, Stage stage, Directories directories, Owners owners, Places places) {
  /** The open directory that a name is in. */
  Fd dir(NodeId parent, Name name) {
    return directories.fd(parent, name);
  }

  @Nullable Stat look(NodeId parent, Name name) {
    return syscalls.statxOrNull(dir(parent, name), name.shared());
  }

  /**
   * What stands at a name.
   *
   * @throws Hindered Disturbed unless it is exactly what is expected
   */
  Stat expect(NodeId parent, Name name, Fingerprint expected) {
    Stat there = look(parent, name);
    if (there == null || !Prints.of(there).equals(expected)) {
      throw disturbed(parent, name);
    }
    return there;
  }

  /**
   * What stands at a name.
   *
   * @throws Hindered Disturbed unless it is the inode that is expected, whatever became of it
   */
  Stat expectInode(NodeId parent, Name name, Fingerprint expected) {
    Stat there = look(parent, name);
    if (there == null || !Prints.sameInode(there, expected)) {
      throw disturbed(parent, name);
    }
    return there;
  }

  /** What a refusal at a name means, given what stands there. */
  Obstacle obstacle(ErrnoException refused, NodeId parent, Name name) {
    return refused.is(Errno.EEXIST) && isUntracked(parent, name)
        ? new Obstacle.Blocked(
            parent, name, refused.number(), "something that is not synchronised has its name")
        : Obstacles.of(refused, parent, name);
  }

  /** Whether something stands there of which no look will tell more. */
  private boolean isUntracked(NodeId parent, Name name) {
    try {
      Stat there = look(parent, name);
      return there != null
          && switch (there.kind()) {
            case REGULAR, DIRECTORY, SYMLINK -> false;
            case FIFO, SOCKET, BLOCK, CHARACTER -> true;
          };
    } catch (ErrnoException | Hindered gone) {
      return false;
    }
  }

  static Hindered disturbed(NodeId parent, Name name) {
    return new Hindered(new Obstacle.Disturbed(parent, name));
  }
}
