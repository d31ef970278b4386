package io.twohop.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The journal cannot be used any further. */
public final class JournalProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What the caller can do about it. */
  public enum Kind {
    /**
     * What was durable is not there as it was written. Nothing was changed; the hub must not go on
     * from it as if the rest had never been, but be restored.
     */
    DAMAGED,
    /**
     * Writing or flushing failed. Nothing that was not reported durable may be taken as such, and
     * this journal accepts nothing more: after a failed fsync the kernel may have dropped the
     * pages, so a second one that succeeds proves nothing. Open it anew once the disk is sound.
     */
    WRITE_FAILED,
    /** It could not be read or opened. */
    IO
  }

  private final Kind kind;

  JournalProblem(Kind kind, Path file, String what, @Nullable Throwable cause) {
    super(file + " " + what, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
