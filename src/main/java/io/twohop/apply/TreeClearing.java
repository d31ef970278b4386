package io.twohop.apply;

import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.tree.TreeWalk;
import java.util.List;

/** Clears away a directory of the stage, but not the large contents that were moved into it. */
record TreeClearing(Stage stage) {
  void discard(StagedTree tree) {
    byte[] top = Stage.name(tree.stageName());
    if (!tree.borrowed().isEmpty()) {
      try (Fd dir = TreeWalk.open(stage.syscalls(), stage.fd(), top)) {
        tree.borrowed()
            .forEach((path, content) -> giveBack(dir, path, Stage.CONTENT + content.hex()));
      }
    }
    new TreeWalk(stage.syscalls()).delete(stage.fd(), top);
  }

  private void giveBack(Fd top, List<Name> path, String content) {
    try (Fd dir = TreeWalk.openBelow(stage.syscalls(), top, path.subList(0, path.size() - 1))) {
      byte[] name = path.getLast().shared();
      stage.renames().toFree(dir, name, stage.fd(), Stage.name(content));
    } catch (ErrnoException taken) {
      if (!taken.is(Errno.EEXIST)) {
        throw taken;
      }
    }
  }
}
