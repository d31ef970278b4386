package io.twohop.daemon;

import io.twohop.model.Name;
import io.twohop.model.exclude.Excludes;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Syscalls;
import io.twohop.tree.MountPoints;
import io.twohop.tree.NotATree;
import io.twohop.tree.SystemDirectories;
import io.twohop.tree.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Opens the tree for this daemon alone: its root is locked with flock(2) as long as it is open, and
 * a locked directory above it belongs to another daemon.
 */
final class TreeClaim {
  private TreeClaim() {}

  /**
   * Opens and locks the tree.
   *
   * @param state the state directory; need not be there yet
   * @param excludes where other file systems may be mounted
   * @throws UserError if it cannot be a tree, or somebody else's is in the way
   */
  static Tree open(Syscalls syscalls, Path directory, Path state, Excludes excludes)
      throws UserError {
    requireApart(directory, state);
    Tree tree;
    try {
      tree = Tree.open(syscalls, StateDirectory.bytes(directory));
    } catch (NotATree refused) {
      throw new UserError(
          UserError.EXIT_UNUSABLE, refused, String.valueOf(refused.getMessage()), advice(refused));
    }
    try {
      require(syscalls, tree, excludes);
      return tree;
    } catch (UserError | ErrnoException refused) {
      tree.close();
      throw refused;
    }
  }

  /**
   * Whether the tree and the state directory lie beside each other, asked before that is made: a
   * refusal leaves nothing in the tree.
   *
   * @throws UserError if one is inside the other
   */
  private static void requireApart(Path directory, Path state) throws UserError {
    Path root = real(directory);
    // A directory of the system is refused by what it is, not by what is in it.
    if (SystemDirectories.includes(StateDirectory.bytes(root))) {
      return;
    }
    if (real(state).startsWith(root)) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          "the state directory " + state + " is inside the tree " + root,
          "it would sync its own state, and a web server would serve its keys",
          "fix:  choose a directory outside with --state");
    }
    if (root.startsWith(real(state))) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          "the tree " + root + " is inside the state directory " + state,
          "what reads the tree would come by the daemon's keys, and who clears the state would"
              + " delete the tree",
          "fix:  choose a directory beside the tree with --state");
    }
  }

  /** Without symlinks as far as it exists. */
  private static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    for (Path above = absolute; above != null; above = above.getParent()) {
      try {
        return above.toRealPath().resolve(above.relativize(absolute)).normalize();
      } catch (IOException missing) {
        // Not made yet: what is above it decides.
      }
    }
    return absolute;
  }

  private static String advice(NotATree refused) {
    return switch (refused.reason()) {
      case MISSING -> "fix:  make it first, or give another directory with --dir";
      case NOT_PERMITTED -> "fix:  run Twohop as a user who may read and write it";
      case KERNEL_TOO_OLD -> "fix:  use a newer kernel";
      case SYSTEM_DIRECTORY ->
          "fix:  give another directory with --dir: the site's own, such as /var/www/html";
      case NOT_ABSOLUTE, NOT_A_DIRECTORY, REFUSED -> "fix:  give another directory with --dir";
    };
  }

  private static void require(Syscalls syscalls, Tree tree, Excludes excludes) throws UserError {
    Path root = Path.of(new String(tree.path(), StandardCharsets.UTF_8));
    if (syscalls.fstatfs(tree.rootFd()).readOnly()) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          "the file system of " + root + " is mounted read-only",
          "what others change could not be written there",
          "fix:  mount it writable, or give another directory with --dir");
    }
    if (!Files.isWritable(root)) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          "this user may not write to " + root,
          "what others change could not be written there",
          "fix:  run Twohop as a user who may, or give another directory with --dir");
    }
    for (List<Name> mount : MountPoints.below(tree)) {
      if (!excludes.excludes(mount, true)) {
        String path = mount.stream().map(Name::forPeople).collect(Collectors.joining("/"));
        throw new UserError(
            UserError.EXIT_UNUSABLE,
            "another file system is mounted inside the tree " + root + ", at " + path,
            "no rename leads from one to the other, so it cannot be a part of the tree",
            "fix:  unmount it, leave it out with --exclude '/"
                + path
                + "/', or make it a site of"
                + " its own");
      }
    }
    if (!syscalls.tryLock(tree.rootFd())) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          "another Twohop syncs " + root,
          "two on one tree would chase each other",
          "fix:  stop the other one");
    }
    for (Path above = root.getParent(); above != null; above = above.getParent()) {
      if (isClaimed(syscalls, above)) {
        throw new UserError(
            UserError.EXIT_UNUSABLE,
            root + " is inside " + above + ", which another Twohop syncs",
            "two on one tree would chase each other",
            "fix:  give a directory outside of it with --dir");
      }
    }
    Path below = RunningClaims.below(root);
    if (below != null) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          below + ", inside " + root + ", is synced by another Twohop",
          "two on one tree would chase each other",
          "fix:  stop the other one, or give a directory that does not hold it with --dir");
    }
  }

  private static boolean isClaimed(Syscalls syscalls, Path directory) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
    try (Fd fd = syscalls.open(StateDirectory.bytes(directory), flags, 0)) {
      return !syscalls.tryLock(fd);
    } catch (ErrnoException unreadable) {
      return false;
    }
  }
}
