package io.twohop.index;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A database cannot be used any further. What was committed before is still there unless the kind
 * says otherwise; what was not committed is lost, which a scan or a replay makes good.
 */
public final class StoreProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What the caller can do about it. */
  public enum Kind {
    /**
     * The file is not a database or not a sound one. A member puts it aside and starts as at first
     * contact; a hub restores its heads from a backup.
     */
    DAMAGED,
    /** A newer program wrote it. Nothing was changed; use that program. */
    TOO_NEW,
    /** The disk is full. Nothing was changed; try again when there is room. */
    FULL,
    /** It could not be read or written. */
    IO
  }

  private final Kind kind;

  StoreProblem(Kind kind, Path file, String what, @Nullable Throwable cause) {
    super(file + " " + what, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
