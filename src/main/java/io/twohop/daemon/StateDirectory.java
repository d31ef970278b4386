package io.twohop.daemon;

import io.twohop.config.Reasons;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Syscalls;
import io.twohop.transport.Membership;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A daemon's own directory, locked: identity and membership at its top, and what belongs to one
 * site in {@code sites/NAME}.
 */
final class StateDirectory implements AutoCloseable {
  /** Who can go on from a directory: what the other one remembers is of no use to it. */
  enum Of {
    HUB,
    SPOKE
  }

  private static final String SITES = "sites";

  /** What a hub remembers of a site, in the site's directory. */
  static final String HUB_PART = "hub";

  private final Path path;
  private final Fd lock;

  private StateDirectory(Path path, Fd lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the directory if need be, for this user alone, and locks it until it is closed.
   *
   * @throws UserError if it cannot be used, belongs to the other kind, or another daemon uses it
   */
  static StateDirectory open(Syscalls syscalls, Path path, Of whom) throws UserError {
    requireNotOfOther(path, whom);
    Path real;
    try {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
      real = path.toRealPath();
      Path probe = Files.createTempFile(real, "probe", null);
      Files.delete(probe);
    } catch (IOException e) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          e,
          "cannot use " + path + " as the state directory: " + reason(e),
          "the daemon keeps there what it must know after a restart",
          "fix:  choose another with --state, or let this user write there");
    }
    Fd lock = openLock(syscalls, real.resolve("lock"));
    try {
      if (!syscalls.tryLock(lock)) {
        throw new UserError(
            UserError.EXIT_UNUSABLE,
            "another Twohop uses the state directory " + real,
            "two with one identity would be taken for one",
            "fix:  stop it, or choose another directory with --state");
      }
      return new StateDirectory(real, lock);
    } catch (UserError | ErrnoException refused) {
      lock.close();
      throw refused;
    }
  }

  /** Whether no daemon has used it yet, as far as this user may see. */
  static boolean isNew(Path path) {
    boolean visible = !Files.exists(path) || Files.isExecutable(path);
    return visible
        && !Files.exists(path.resolve(Membership.FILE_NAME))
        && !Files.exists(path.resolve(SITES));
  }

  private static void requireNotOfOther(Path path, Of whom) throws UserError {
    boolean taken =
        switch (whom) {
          case HUB -> Files.exists(path.resolve(Membership.FILE_NAME));
          case SPOKE -> isOfHub(path);
        };
    if (taken) {
      String other = whom == Of.HUB ? "spoke" : "hub";
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          path + " is the state directory of a " + other,
          "what a " + other + " remembers is of no use to the other, and would be mixed up with it",
          "fix:  choose another directory with --state, or start 'twohop " + other + "' with this");
    }
  }

  private static boolean isOfHub(Path path) {
    try (DirectoryStream<Path> sites = Files.newDirectoryStream(path.resolve(SITES))) {
      for (Path site : sites) {
        if (Files.isDirectory(site.resolve(HUB_PART))) {
          return true;
        }
      }
      return false;
    } catch (IOException none) {
      return false;
    }
  }

  private static Fd openLock(Syscalls syscalls, Path file) throws UserError {
    try {
      return syscalls.open(bytes(file), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
    } catch (ErrnoException refused) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          refused,
          "cannot use the state directory: " + refused.getMessage(),
          "its files belong to the user whose daemon made it",
          "fix:  run Twohop as that user, or choose another directory with --state");
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException file -> "it is not a directory";
      case NoSuchFileException nowhere -> "no directory can be made there";
      case IOException other -> Reasons.why(other);
    };
  }

  /** Without symlinks. */
  Path path() {
    return path;
  }

  /** The directory of one site, made if need be; {@code part} below it. */
  Path site(String site, String part) throws UserError {
    Path directory = path.resolve(SITES).resolve(site).resolve(part).normalize();
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UserError(
          UserError.EXIT_UNUSABLE,
          e,
          "cannot make " + directory + ": " + Reasons.why(e),
          "the daemon keeps there what it must know of the site after a restart",
          "fix:  make room, or let this user write there, or choose another directory with --state");
    }
  }

  /** A path as the kernel takes it. */
  static byte[] bytes(Path path) {
    // LIMIT: paths that the operator writes are text in the locale's encoding, UTF-8.
    return path.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    lock.close();
  }
}
