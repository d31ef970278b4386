package io.twohop.model.exclude;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One line of {@code gitignore(5)}.
 *
 * <ul>
 *   <li>{@code name} without a slash matches that name at any depth; with one at the beginning or
 *       in the middle it is a path from the root of the tree.
 *   <li>A slash at the end restricts it to directories.
 *   <li>{@code *} stands for any bytes but a slash, {@code ?} for one of them, {@code [a-z]} for
 *       one of a set, a leading {@code **}{@code /} and an inner {@code /**}{@code /} for any
 *       number of directories, a trailing {@code /**} for everything inside.
 *   <li>{@code !} at the beginning brings back what an earlier line excluded; {@code \} takes the
 *       meaning from the character after it; spaces at the end do not count unless escaped.
 * </ul>
 *
 * <p>LIMIT: a pattern is text, so a name that is not UTF-8 is reached by wildcards only.
 */
public final class ExcludePattern {
  private final String text;
  private final boolean bringsBack;
  private final boolean directoriesOnly;
  private final boolean nameOnly;
  private final Glob glob;

  private ExcludePattern(
      String text, boolean bringsBack, boolean directoriesOnly, boolean nameOnly, Glob glob) {
    this.text = text;
    this.bringsBack = bringsBack;
    this.directoriesOnly = directoriesOnly;
    this.nameOnly = nameOnly;
    this.glob = glob;
  }

  /**
   * The pattern a line means; none for an empty line and a comment.
   *
   * @throws IllegalArgumentException if the line could never match anything; the message says why,
   *     without the line itself
   */
  public static Optional<ExcludePattern> parse(String line) {
    String rest = withoutTrailingSpaces(line);
    if (rest.isEmpty() || rest.startsWith("#")) {
      return Optional.empty();
    }
    if (rest.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("holds a NUL, which no name can");
    }
    boolean bringsBack = rest.startsWith("!");
    if (bringsBack) {
      rest = rest.substring(1);
    }
    boolean directoriesOnly = rest.endsWith("/");
    if (directoriesOnly) {
      rest = rest.substring(0, rest.length() - 1);
    }
    boolean nameOnly = rest.indexOf('/') < 0;
    if (rest.startsWith("/")) {
      rest = rest.substring(1);
    }
    refuseWhatNeverMatches(rest);
    Glob glob = Glob.compile(rest.getBytes(StandardCharsets.UTF_8));
    return Optional.of(new ExcludePattern(line, bringsBack, directoriesOnly, nameOnly, glob));
  }

  private static void refuseWhatNeverMatches(String rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("names nothing; the tree itself cannot be excluded");
    }
    for (String part : rest.split("/", -1)) {
      switch (part) {
        case "" -> throw new IllegalArgumentException("has two slashes in a row");
        case ".", ".." ->
            throw new IllegalArgumentException(
                "has the part '" + part + "'; a path begins at the root of the tree, as /a/b");
        default -> {}
      }
    }
  }

  /** A space is kept when a backslash stands before it, as in {@code a\ }. */
  private static String withoutTrailingSpaces(String line) {
    int end = 0;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
        end = Math.min(i + 1, line.length());
      } else if (line.charAt(i) != ' ') {
        end = i + 1;
      }
    }
    return line.substring(0, end);
  }

  /** Whether it takes paths out of what earlier patterns exclude. */
  public boolean bringsBack() {
    return bringsBack;
  }

  /**
   * Whether the first {@code end} bytes of {@code path}, whose last name starts at {@code
   * nameStart}, match.
   */
  boolean matches(byte[] path, int nameStart, int end, boolean directory) {
    if (directoriesOnly && !directory) {
      return false;
    }
    return glob.matches(path, nameOnly ? nameStart : 0, end);
  }

  /** The line as it was written. */
  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExcludePattern that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
