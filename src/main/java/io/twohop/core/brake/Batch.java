package io.twohop.core.brake;

/**
 * What was found at once, in numbers.
 *
 * @param inferredFiles files and symlinks whose removal a scan inferred, those below removed
 *     directories included
 * @param changedFiles files whose content one scan found changed
 * @param trackedFiles files and symlinks that this member has in its index
 * @param rootLoses whether a child of the root is among what is missing
 * @param rootBefore children of the root before any of this
 * @param rootAfter children of the root that are left
 */
public record Batch(
    long inferredFiles,
    long changedFiles,
    long trackedFiles,
    boolean rootLoses,
    int rootBefore,
    int rootAfter) {
  /** Of removals alone. */
  public static Batch missing(
      long inferredFiles, long trackedFiles, boolean rootLoses, int rootBefore, int rootAfter) {
    return new Batch(inferredFiles, 0, trackedFiles, rootLoses, rootBefore, rootAfter);
  }

  /** Of changed contents in one scan. */
  public static Batch changed(long changedFiles, long trackedFiles) {
    return new Batch(0, changedFiles, trackedFiles, false, 0, 0);
  }
}
