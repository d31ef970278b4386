package io.twohop.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** What the JDK's exceptions mean, in words. */
public final class Reasons {
  private Reasons() {}

  /** Which file, where the exception knows it, and why. */
  public static String of(IOException e) {
    @Nullable String file = e instanceof FileSystemException known ? known.getFile() : null;
    return file == null ? why(e) : file + ": " + why(e);
  }

  /** Why alone. */
  public static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "there is no such file or directory";
      case AccessDeniedException denied -> "permission denied";
      case FileAlreadyExistsException exists -> "exists already";
      case FileSystemException other -> other.getReason() == null ? "failed" : other.getReason();
      case IOException other ->
          other.getMessage() == null ? other.getClass().getSimpleName() : other.getMessage();
    };
  }
}
