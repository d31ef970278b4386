package io.twohop.daemon;

import io.twohop.model.Name;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Stat;
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
   * Asks for a word if there is something.
   *
   * @throws UserError without a word
   */
  static void requireWord(SpokeOptions options, Tree tree) throws UserError {
    if (options.firstContact().isEmpty() && !namesIn(tree).isEmpty()) {
      throw new UserError(
          UserError.EXIT_USAGE,
          options.directory() + " is not empty, and this server meets the hub for the first time",
          "what is there may be older or newer than what the hub has; nothing was changed",
          "fix:  --first-contact merge: both sides' files are joined; where they differ the hub's"
              + " stay,",
          "      and yours are kept as conflicts; or",
          "      --first-contact mirror: the hub is the truth; what is here is moved aside first");
    }
  }

  /**
   * Whether the meeting can be held; changes nothing. Asked before the hub is.
   *
   * @throws UserError without a word, or if what is here could not be moved aside
   */
  static void check(SpokeOptions options, Tree tree, StateDirectory state) throws UserError {
    requireWord(options, tree);
    if (mirrors(options) && !namesIn(tree).isEmpty()) {
      Stat root = tree.syscalls().statx(tree.rootFd());
      try (Fd to = open(tree, state.path())) {
        Stat aside = tree.syscalls().statx(to);
        if (root.device() != aside.device() || root.mountId() != aside.mountId()) {
          throw new UserError(
              UserError.EXIT_UNUSABLE,
              "what is in " + options.directory() + " cannot be moved aside to " + state.path(),
              "that is on another file system, and --first-contact mirror moves by renaming",
              "fix:  move it away yourself, or give a --state on the tree's file system");
        }
      }
    }
  }

  /**
   * The hub has let this spoke in: puts what is here aside if the word is {@code mirror}.
   *
   * @throws UserError without a word, or if it cannot be moved
   */
  static void hold(
      SpokeOptions options, Tree tree, StateDirectory state, String site, Console console)
      throws UserError {
    requireWord(options, tree);
    List<Name> there = namesIn(tree);
    if (mirrors(options) && !there.isEmpty()) {
      putAside(tree, state, site, there, console);
    }
  }

  private static boolean mirrors(SpokeOptions options) {
    return options
        .firstContact()
        .filter(word -> word == SpokeOptions.FirstContact.MIRROR)
        .isPresent();
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
    try (Fd to = open(tree, aside)) {
      for (Name name : names) {
        byte[] bytes = name.shared();
        tree.syscalls().renameat2(tree.rootFd(), bytes, to, bytes, RenameMode.NOREPLACE);
      }
    } catch (ErrnoException refused) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          refused,
          "cannot move what is in the tree to " + aside + ": " + refused.getMessage(),
          "what was moved before is there, the rest is where it was; this server has joined the hub",
          "fix:  move it away yourself, and start again; no token is needed any more");
    }
    console.log(5, "what was in the tree (" + names.size() + " names) is now in " + aside);
  }

  private static Fd open(Tree tree, Path directory) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
    return tree.syscalls().open(StateDirectory.bytes(directory), flags, 0);
  }
}
