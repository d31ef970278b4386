package io.twohop.keep;

/** Why something is in the keep. */
public enum KeepKind {
  /** A proposal that met a newer change and lost. */
  CONFLICT(true),
  /** A version that a newer one replaced. */
  OVERWRITTEN(false),
  /** What a removal took away. */
  REMOVED(false);

  private final boolean evidence;

  KeepKind(boolean evidence) {
    this.evidence = evidence;
  }

  /** Whether nobody else has it and somebody should decide: it goes last. */
  public boolean isEvidence() {
    return evidence;
  }
}
