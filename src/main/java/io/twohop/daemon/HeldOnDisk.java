package io.twohop.daemon;

import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Finding;
import io.twohop.model.Name;
import io.twohop.posix.ErrnoException;
import io.twohop.scan.Scanner;
import io.twohop.tree.Directory;
import io.twohop.tree.Tree;
import java.util.List;

/** Whether what a brake holds is still missing; belongs to the site thread. */
final class HeldOnDisk {
  private final Tree tree;
  private final SpokeMachine machine;
  private final Scanner scanner;

  HeldOnDisk(Tree tree, SpokeMachine machine, Scanner scanner) {
    this.tree = tree;
    this.machine = machine;
    this.scanner = scanner;
  }

  /** Whether there is something again, which is looked at then, or the machine knows better. */
  boolean isBack(Finding.Missing removal) {
    if (!removal.node().equals(machine.at(removal.parent(), removal.name()))) {
      return true;
    }
    List<Name> path = machine.pathOf(removal.parent());
    if (path == null) {
      return false;
    }
    try (Directory parent = tree.openDirectory(path)) {
      boolean back = parent.lookAt(removal.name()) != null;
      if (back) {
        scanner.lookAgain(removal.parent(), removal.name());
      }
      return back;
    } catch (ErrnoException unreachable) {
      return false;
    }
  }
}
