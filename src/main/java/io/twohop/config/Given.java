package io.twohop.config;

import java.nio.file.Path;

/**
 * One value as somebody wrote it.
 *
 * @param folder what a relative path in it is relative to; absolute
 */
public record Given(Key key, String text, Place place, Path folder) {
  /** A value from the command line. */
  public static Given flag(Key key, String text, Path workingDirectory) {
    return new Given(key, text, Place.flag(key), workingDirectory.toAbsolutePath());
  }
}
