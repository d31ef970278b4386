package io.twohop.core.spoke;

import io.twohop.model.Bytes;
import io.twohop.model.Facets;
import io.twohop.model.NodeId;
import org.jspecify.annotations.Nullable;

/** A node whose disk is not its base: the local tree as a difference. */
final class Local {
  /** How far the difference is settled with the hub. */
  enum State {
    /** To be proposed, when due. */
    WISHED,
    /** Proposed; edits since then wait behind the answer. */
    PROPOSED,
    /**
     * Answered: what is on disk may be displaced or moved, but for what {@link #heldPlace} and
     * {@link #heldBody} say.
     */
    YIELDED
  }

  final NodeId node;
  State state = State.WISHED;

  /** What the disk holds; null if the node is gone from it. */
  @Nullable Disk disk;

  /** Where a node that is gone was last: it may turn up elsewhere, known by its inode. */
  @Nullable Disk last;

  /** The facets changed since the base, or since what was proposed. */
  Facets changed = Facets.NONE;

  /** The bytes of a small file whose content is new. */
  @Nullable Bytes content;

  /** The id has never been told to the hub. */
  boolean unheard;

  /** When a wish may be proposed. */
  long dueNanos;

  /** Since when a node has been gone; the wait for its return ends a while after. */
  long sinceNanos;

  /** The kernel reported the removal; otherwise a scan inferred it. */
  boolean witnessed;

  /**
   * The place, or the body, is what the hub has: the disk is ahead of the base, which follows when
   * the change has its turn.
   */
  boolean heldPlace;

  boolean heldBody;

  /** The change up to which what is held is ahead of the base. */
  long heldSeq;

  // of the outstanding proposal, or of the one whose change has not had its turn
  long number;
  @Nullable Disk proposed;
  Facets proposedChanged = Facets.NONE;

  Local(NodeId node) {
    this.node = node;
  }

  /** Takes over what is known of the same thing under another id. */
  void takeOver(Local other) {
    state = other.state;
    changed = other.changed;
    content = other.content;
    number = other.number;
    proposed = other.proposed;
    proposedChanged = other.proposedChanged;
    dueNanos = other.dueNanos;
    heldPlace = other.heldPlace;
    heldBody = other.heldBody;
    heldSeq = other.heldSeq;
  }

  boolean isGone() {
    return disk == null;
  }

  /** The disk is not ahead of the base any more. */
  void letGo() {
    heldPlace = false;
    heldBody = false;
    heldSeq = 0;
  }

  boolean isHeld() {
    return heldPlace || heldBody;
  }

  /** Whether the hub has yet to say something about it. */
  boolean isOpen() {
    return state != State.YIELDED;
  }

  @Override
  public String toString() {
    return node + " " + state + (isHeld() ? " held to " + heldSeq : "") + " " + disk;
  }
}
