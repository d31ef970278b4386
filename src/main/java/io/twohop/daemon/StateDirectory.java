package io.twohop.daemon;

import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Syscalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A daemon's own directory, locked: identity and membership at its top, and what belongs to one
 * site in {@code sites/NAME}.
 */
final class StateDirectory implements AutoCloseable {
  private final Path path;
  private final Fd lock;

  private StateDirectory(Path path, Fd lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the directory if need be, for this user alone, and locks it until it is closed.
   *
   * @throws UserError if it cannot be used, or another daemon uses it
   */
  static StateDirectory open(Syscalls syscalls, Path path) throws UserError {
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
          "choose another with --state, or give this user the right to write there");
    }
    byte[] name = bytes(real.resolve("lock"));
    Fd lock = syscalls.open(name, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
    try {
      if (!syscalls.tryLock(lock)) {
        throw new UserError(
            UserError.EXIT_UNUSABLE,
            "another Twohop uses the state directory " + real,
            "stop it, or choose another directory with --state");
      }
      return new StateDirectory(real, lock);
    } catch (UserError | ErrnoException refused) {
      lock.close();
      throw refused;
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case FileAlreadyExistsException file -> "it is not a directory";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      case IOException other -> other.toString();
    };
  }

  /** Without symlinks. */
  Path path() {
    return path;
  }

  /** The directory of one site, made if need be; {@code part} below it. */
  Path site(String site, String part) throws UserError {
    Path directory = path.resolve("sites").resolve(site).resolve(part).normalize();
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UserError(UserError.EXIT_UNUSABLE, e, "cannot make " + directory + ": " + e);
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
