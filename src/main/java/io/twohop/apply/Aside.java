package io.twohop.apply;

import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Copying;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a power cut left of files aside: in the stage, under names that nothing sweeps, for a
 * person to look at.
 */
final class Aside {
  private final Ground ground;
  private final Syscalls syscalls;
  private final Stage stage;

  Aside(Ground ground) {
    this.ground = ground;
    this.syscalls = ground.syscalls();
    this.stage = ground.stage();
  }

  /** Takes a file out of the tree; null if another one is there by now. */
  @Nullable String take(NodeId parent, Name name, Fingerprint seen) {
    Fd dir = ground.dir(parent, name);
    ground.expect(parent, name, seen);
    String aside = stage.fresh(Stage.ASIDE);
    byte[] slot = Stage.name(aside);
    stage.renames().toFree(dir, name.shared(), stage.fd(), slot);
    Stat out = syscalls.statx(stage.fd(), slot);
    if (Prints.sameButCtime(out, seen)) {
      return aside;
    }
    return giveBack(dir, name, slot) ? null : aside;
  }

  /** Whether somebody's file that came out instead is at its name again. */
  private boolean giveBack(Fd dir, Name name, byte[] slot) {
    try {
      stage.renames().toFree(stage.fd(), slot, dir, name.shared());
      return true;
    } catch (ErrnoException taken) {
      if (!taken.is(Errno.EEXIST)) {
        throw taken;
      }
      return false;
    }
  }

  /** Copies a file that stays where it is until something takes its place. */
  @Nullable String copy(NodeId parent, Name name, Fingerprint seen) {
    Fd dir = ground.dir(parent, name);
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;
    try (Fd source = syscalls.openat2(dir, name.shared(), flags, 0, Resolve.CONFINED)) {
      Stat there = syscalls.statx(source);
      if (there.kind() != FileKind.REGULAR || !Prints.of(there).equals(seen)) {
        return null;
      }
      String aside = stage.fresh(Stage.ASIDE);
      byte[] slot = Stage.name(aside);
      try (Fd target = stage.create(slot)) {
        Copying.copy(syscalls, source, target);
        // WHY: the power may go again, after something took the file's place.
        syscalls.fsync(target);
        syscalls.fsync(stage.fd());
      } catch (ErrnoException failed) {
        stage.unlink(slot);
        throw failed;
      }
      return aside;
    }
  }
}
