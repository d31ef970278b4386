package io.twohop.daemon;

import io.twohop.index.SqliteIndex;
import io.twohop.model.Name;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.tree.Child;
import io.twohop.tree.Directory;
import io.twohop.tree.Tree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a spoke does with a tree that is not empty before it meets the hub for the first time. */
final class FirstMeeting {
  private FirstMeeting() {}

  /**
   * Asks for a word if there is something, and puts it aside if the word is {@code mirror}.
   *
   * @throws UserError without a word; nothing was changed then
   */
  static void prepare(
      SpokeOptions options,
      Tree tree,
      StateDirectory state,
      String site,
      SqliteIndex index,
      Console console)
      throws UserError {
    List<Name> there = namesIn(tree);
    if (index.origin() != null || there.isEmpty()) {
      return;
    }
    if (options.firstContact().isEmpty()) {
      throw new UserError(
          UserError.EXIT_USAGE,
          options.directory() + " is not empty, and this server meets the hub for the first time",
          "--first-contact merge: both sides' files are joined; where they differ the hub's stay,"
              + " and yours are kept as conflicts",
          "--first-contact mirror: the hub is the truth; what is here is moved aside first");
    }
    switch (options.firstContact().get()) {
      case MERGE -> {}
      case MIRROR -> putAside(tree, state, site, there, console);
    }
  }

  /** What is in the root, besides our own. */
  static List<Name> namesIn(Tree tree) {
    try (Directory root = tree.openDirectory(List.of())) {
      List<Name> names = new ArrayList<>();
      for (Child child : root.list().children()) {
        if (!child.name().equals(SiteOpening.RESERVED)) {
          names.add(child.name());
        }
      }
      return names;
    }
  }

  private static void putAside(
      Tree tree, StateDirectory state, String site, List<Name> names, Console console)
      throws UserError {
    Path aside = state.site(site, "aside-" + System.currentTimeMillis());
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
    try (Fd to = tree.syscalls().open(StateDirectory.bytes(aside), flags, 0)) {
      for (Name name : names) {
        byte[] bytes = name.shared();
        tree.syscalls().renameat2(tree.rootFd(), bytes, to, bytes, RenameMode.NOREPLACE);
      }
    } catch (ErrnoException refused) {
      throw new UserError(
          UserError.EXIT_FAILED,
          refused,
          "cannot move what is in the tree to " + aside + ": " + refused.getMessage(),
          "move it away yourself, and start again");
    }
    console.log(5, "what was in the tree (" + names.size() + " names) is now in " + aside);
  }
}
