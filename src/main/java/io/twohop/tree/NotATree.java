package io.twohop.tree;

/**
 * A directory that cannot be a synced tree. The message is one sentence for the person who named
 * it.
 */
public final class NotATree extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason {
    /** The path does not begin with a slash, or holds a NUL. */
    NOT_ABSOLUTE,
    /** Nothing stands there. */
    MISSING,
    /** Something else than a directory stands there. */
    NOT_A_DIRECTORY,
    /** This user may not read it. */
    NOT_PERMITTED,
    /** The system itself lives there; see {@link SystemDirectories}. */
    SYSTEM_DIRECTORY,
    /** The kernel is older than Linux 5.6 and cannot confine a path. */
    KERNEL_TOO_OLD,
    /** The kernel refused for another reason, named in the message. */
    REFUSED
  }

  private final Reason reason;

  NotATree(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
