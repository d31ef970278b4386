package io.twohop.core.brake;

import org.jspecify.annotations.Nullable;

/**
 * The rules (I10). A removal that the kernel reported, with the root in place, is somebody's will
 * and passes, however large; only that nothing at all is left asks for a word. One that a scan
 * inferred may as well be a disk that is not mounted.
 */
public final class Brake {
  /** LIMIT: inferred removals of so many files always pass. */
  public static final long FEW_FILES = 100;

  /** LIMIT: and so does this share of all files. */
  public static final long PASSING_PERCENT = 5;

  /** LIMIT: fewer children of the root than this may all go. */
  public static final int ROOT_CHILDREN = 2;

  /** LIMIT: all files of a tree may change unseen if there are fewer. */
  public static final long CHANGED_FILES = 100;

  private Brake() {}

  /** Why this is to be held; null: it passes. */
  public static @Nullable Cause judge(Batch batch) {
    if (batch.rootLoses() && batch.rootBefore() >= ROOT_CHILDREN && batch.rootAfter() == 0) {
      return Cause.ROOT_EMPTIED;
    }
    if (batch.inferredFiles() > passing(batch.trackedFiles())) {
      return Cause.MANY_MISSING;
    }
    boolean all = batch.changedFiles() >= batch.trackedFiles();
    return all && batch.changedFiles() >= CHANGED_FILES ? Cause.ALL_CHANGED : null;
  }

  /** How many inferred removals pass in a tree of this many files. */
  public static long passing(long trackedFiles) {
    return Math.max(FEW_FILES, trackedFiles * PASSING_PERCENT / 100);
  }
}
