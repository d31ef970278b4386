package io.twohop.apply;

import io.twohop.model.Name;
import io.twohop.model.RestoredName;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;

/**
 * Brings back into the tree what somebody put at a name in the moment in which we took that out.
 */
final class GivingBack {
  private final Stage stage;

  GivingBack(Stage stage) {
    this.stage = stage;
  }

  /**
   * Gives what is in a slot of the stage the name that it had, or one beside it if yet another took
   * that meanwhile; if the directory is gone it stays in the stage, for a person.
   *
   * @throws ErrnoException EACCES, EROFS, ENOSPC …: it is in its slot
   */
  void giveBack(byte[] slot, Fd dir, byte[] name) {
    Name wanted = Name.of(name);
    try {
      for (int number = 0; !isGiven(slot, dir, RestoredName.of(wanted, number)); number++) {}
    } catch (ErrnoException gone) {
      if (!gone.is(Errno.ENOENT)) {
        throw gone;
      }
      keepForAPerson(slot);
    }
  }

  /** It has no place in the tree any more. */
  void keepForAPerson(byte[] slot) {
    stage.rename(slot, Stage.name(stage.fresh(Stage.ASIDE)));
  }

  private boolean isGiven(byte[] slot, Fd dir, Name name) {
    try {
      stage.renames().toFree(stage.fd(), slot, dir, name.shared());
      return true;
    } catch (ErrnoException taken) {
      if (taken.is(Errno.EEXIST)) {
        return false;
      }
      throw taken;
    }
  }
}
