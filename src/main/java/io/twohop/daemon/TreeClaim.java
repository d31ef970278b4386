package io.twohop.daemon;

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

/**
 * Opens the tree for this daemon alone: its root is locked with flock(2) as long as it is open, and
 * a locked directory above it belongs to another daemon.
 */
final class TreeClaim {
  private TreeClaim() {}

  /**
   * Opens and locks the tree.
   *
   * @throws UserError if it cannot be a tree, or somebody else's is in the way
   */
  static Tree open(Syscalls syscalls, Path directory, Path state) throws UserError {
    Tree tree;
    try {
      tree = Tree.open(syscalls, StateDirectory.bytes(directory));
    } catch (NotATree refused) {
      throw new UserError(
          UserError.EXIT_UNUSABLE, refused, String.valueOf(refused.getMessage()), advice(refused));
    }
    try {
      require(syscalls, tree, state);
      return tree;
    } catch (UserError | ErrnoException refused) {
      tree.close();
      throw refused;
    }
  }

  /**
   * Whether the state directory is outside of the tree, asked before it is made: a refusal leaves
   * nothing in the tree. {@link #open} asks again, by what the kernel says.
   *
   * @throws UserError if it is inside
   */
  static void requireApart(Path directory, Path state) throws UserError {
    Path root = real(directory);
    // A directory of the system is refused by what it is, not by what is in it.
    boolean system = SystemDirectories.includes(StateDirectory.bytes(root));
    if (!system && real(state).startsWith(root)) {
      throw inside(root, state);
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

  private static UserError inside(Path root, Path state) {
    return new UserError(
        UserError.EXIT_UNUSABLE,
        "the state directory " + state + " is inside the tree " + root,
        "it would sync its own state, and a web server would serve its keys",
        "fix:  choose a directory outside with --state");
  }

  private static String advice(NotATree refused) {
    return switch (refused.reason()) {
      case MISSING -> "make it first, or give another directory with --dir";
      case NOT_PERMITTED -> "run Twohop as a user who may read and write it";
      case KERNEL_TOO_OLD -> "use a newer kernel";
      case NOT_ABSOLUTE, NOT_A_DIRECTORY, SYSTEM_DIRECTORY, REFUSED ->
          "give another directory with --dir";
    };
  }

  private static void require(Syscalls syscalls, Tree tree, Path state) throws UserError {
    Path root = Path.of(new String(tree.path(), StandardCharsets.UTF_8));
    if (state.startsWith(root)) {
      throw inside(root, state);
    }
    if (!Files.isWritable(root)) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          "this user may not write to " + root,
          "run Twohop as a user who may, or give another directory with --dir");
    }
    List<String> mounts = MountPoints.below(tree);
    if (!mounts.isEmpty()) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          "another file system is mounted inside the tree " + root + ", at " + mounts.getFirst(),
          "unmount it, or exclude it with --exclude, or make it a site of its own");
    }
    if (!syscalls.tryLock(tree.rootFd())) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          "another Twohop syncs " + root,
          "two on one tree would chase each other; stop the other one");
    }
    for (Path above = root.getParent(); above != null; above = above.getParent()) {
      if (isClaimed(syscalls, above)) {
        throw new UserError(
            UserError.EXIT_UNUSABLE,
            root + " is inside " + above + ", which another Twohop syncs",
            "give a directory outside of it with --dir");
      }
    }
    Path below = RunningClaims.below(root);
    if (below != null) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          below + ", inside " + root + ", is synced by another Twohop",
          "stop the other one, or give a directory that does not hold it with --dir");
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
