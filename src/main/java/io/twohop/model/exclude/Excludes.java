package io.twohop.model.exclude;

import io.twohop.model.Name;
import java.util.List;

/**
 * An ordered list of patterns and its answer: is this path excluded?
 *
 * <p>The rules are those of {@code gitignore(5)} for one file of patterns at the root of the tree:
 * the last pattern that matches decides; a pattern that begins with {@code !} brings back; but what
 * lies below an excluded directory cannot be brought back, since nobody looks in there.
 */
public final class Excludes {
  /** Excludes nothing. */
  public static final Excludes NONE = new Excludes(List.of());

  private final List<ExcludePattern> patterns;

  private Excludes(List<ExcludePattern> patterns) {
    this.patterns = patterns;
  }

  /** The patterns in the order in which they were written. */
  public static Excludes of(List<ExcludePattern> patterns) {
    return patterns.isEmpty() ? NONE : new Excludes(List.copyOf(patterns));
  }

  public List<ExcludePattern> patterns() {
    return patterns;
  }

  /**
   * Whether the path itself or a directory above it is excluded.
   *
   * @param path the names from the root of the tree down to the path, without the root; the root
   *     itself (an empty list) is never excluded
   * @param directory whether the path is a directory; a symlink to one is not
   */
  public boolean excludes(List<Name> path, boolean directory) {
    if (patterns.isEmpty()) {
      return false;
    }
    byte[] joined = join(path);
    int end = -1;
    for (int i = 0; i < path.size(); i++) {
      int start = end + 1;
      end = start + path.get(i).length();
      if (decides(joined, start, end, directory || i < path.size() - 1)) {
        return true;
      }
    }
    return false;
  }

  /**
   * As {@link #excludes}, for who walks down from the root and knows already that no directory
   * above the path is excluded.
   */
  public boolean excludesBelowIncluded(List<Name> path, boolean directory) {
    if (patterns.isEmpty() || path.isEmpty()) {
      return false;
    }
    byte[] joined = join(path);
    return decides(joined, joined.length - path.getLast().length(), joined.length, directory);
  }

  private boolean decides(byte[] path, int nameStart, int end, boolean directory) {
    for (int i = patterns.size() - 1; i >= 0; i--) {
      ExcludePattern pattern = patterns.get(i);
      if (pattern.matches(path, nameStart, end, directory)) {
        return !pattern.bringsBack();
      }
    }
    return false;
  }

  private static byte[] join(List<Name> path) {
    int length = Math.max(0, path.size() - 1);
    for (Name name : path) {
      length += name.length();
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (Name name : path) {
      if (at > 0) {
        joined[at++] = '/';
      }
      System.arraycopy(name.shared(), 0, joined, at, name.length());
      at += name.length();
    }
    return joined;
  }
}
