package io.twohop.model;

/** Why a plan stopped. The action it stopped at, and all after it, left the tree unchanged. */
public sealed interface Obstacle {
  /** What is at the name is not what the plan expects: look there, then plan anew. */
  record Disturbed(NodeId parent, Name name) implements Obstacle {}

  /** Somebody has the file open for writing: again when it is closed, or later. */
  record Busy(NodeId parent, Name name) implements Obstacle {}

  /** The content is not in the stage. */
  record Lacking(ContentHash content) implements Obstacle {}

  /**
   * This member cannot do it (immutable, no permission, name too long, something untracked in the
   * way …).
   */
  record Blocked(NodeId parent, Name name, int errno, String reason) implements Obstacle {}

  /**
   * Nothing can be written for now (no space, read-only, input/output error): the member pauses.
   */
  record Suspended(int errno, String reason) implements Obstacle {}
}
