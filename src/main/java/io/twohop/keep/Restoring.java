package io.twohop.keep;

import io.twohop.model.Name;
import io.twohop.model.RestoredName;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Owners;
import io.twohop.tree.TreeWalk;
import java.util.List;
import java.util.Map;

/** Copies what an item is out of the keep, as it was; see {@link Keep#restore}. */
final class Restoring {
  private final Syscalls syscalls;
  private final Owners owners;
  private final Children children;

  Restoring(Syscalls syscalls, Owners owners, Children children) {
    this.syscalls = syscalls;
    this.owners = owners;
    this.children = children;
  }

  /**
   * Makes a copy in a stage and gives it a name that is free.
   *
   * @param dir the item's own directory
   * @return the name that it got
   */
  Name restore(KeepItem item, Fd dir, Fd stage, byte[] stageName, Fd directory, Name wanted) {
    SubtreeCopy copying = copying(item, dir);
    copying.copy(List.of(), dir, ItemFiles.CONTENT, stage, stageName);
    if (!item.entry().isDirectory()) {
      return giveName(stage, stageName, directory, wanted);
    }
    try (Fd copy = TreeWalk.open(syscalls, stage, stageName)) {
      Name name = giveName(stage, stageName, directory, wanted);
      // WHY: a directory that its owner may not write cannot be renamed into another.
      copying.describe(List.of(), copy, syscalls.statx(dir, ItemFiles.CONTENT));
      return name;
    }
  }

  /** What copies an item, and knows what it and its children were. */
  SubtreeCopy copying(KeepItem item, Fd dir) {
    Map<List<Name>, Child> known = children.read(dir);
    return new SubtreeCopy(
        syscalls,
        owners,
        path -> {
          Child child = known.get(path);
          return path.isEmpty() ? item.entry() : child == null ? null : child.entry();
        });
  }

  private Name giveName(Fd stage, byte[] stageName, Fd directory, Name wanted) {
    for (int number = 0; ; number++) {
      Name name = RestoredName.of(wanted, number);
      if (syscalls.statxOrNull(directory, name.shared()) == null
          && renamed(stage, stageName, directory, name)) {
        return name;
      }
    }
  }

  private boolean renamed(Fd stage, byte[] stageName, Fd directory, Name name) {
    try {
      syscalls.renameat2(stage, stageName, directory, name.shared(), RenameMode.NOREPLACE);
      return true;
    } catch (ErrnoException taken) {
      if (taken.is(Errno.EEXIST)) {
        return false;
      }
      throw taken;
    }
  }
}
