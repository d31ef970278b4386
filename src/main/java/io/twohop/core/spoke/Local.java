package io.twohop.core.spoke;

import io.twohop.model.Bytes;
import io.twohop.model.Facets;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import org.jspecify.annotations.Nullable;

/** A node whose disk is not its base: the local tree as a difference. */
final class Local {
  /** How far the difference is settled with the hub. */
  enum State {
    /** To be proposed, when due. */
    WISHED,
    /** Proposed; edits since then wait behind the answer. */
    PROPOSED,
    /** Answered: what is on disk may be displaced or moved, but for what is held. */
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

  /** The hub has never had a node of this id. */
  boolean unheard;

  /** When a wish may be proposed. */
  long dueNanos;

  /** Since when a node has been gone; the wait for its return ends a while after. */
  long sinceNanos;

  /** The kernel reported the removal; otherwise a scan inferred it. */
  boolean witnessed;

  /**
   * The version of the place, or the body, that the hub gave to what this member proposed, while
   * the base is still behind it: the disk is ahead until that change has its turn. 0 if it is not.
   */
  long heldPlaceSeq;

  long heldBodySeq;

  /** What the hub accepted of the disk; null if that was its removal. */
  @Nullable Disk held;

  // of the outstanding proposal, or of the one whose change has not had its turn
  long number;
  @Nullable Disk proposed;
  Facets proposedChanged = Facets.NONE;

  /** The hub may have to fetch a content for it, and decides later proposals meanwhile. */
  boolean awaitsContent;

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
    awaitsContent = other.awaitsContent;
    dueNanos = other.dueNanos;
    heldPlaceSeq = other.heldPlaceSeq;
    heldBodySeq = other.heldBodySeq;
    held = other.held;
  }

  boolean isGone() {
    return disk == null;
  }

  /** The disk is ahead of the base by this. */
  void hold(@Nullable Ahead ahead) {
    if (ahead != null) {
      heldPlaceSeq = ahead.placeSeq();
      heldBodySeq = ahead.bodySeq();
      held = ahead.accepted();
      state = ahead.edited() ? State.WISHED : State.YIELDED;
    }
  }

  /** The disk is not ahead of the base any more. */
  void letGo() {
    heldPlaceSeq = 0;
    heldBodySeq = 0;
    held = null;
  }

  boolean isHeld() {
    return heldPlaceSeq > 0 || heldBodySeq > 0;
  }

  /** The change up to which the disk is ahead. */
  long heldSeq() {
    return Math.max(heldPlaceSeq, heldBodySeq);
  }

  /** The node as the hub has it as far as this member knows: the base, or what is held over it. */
  @Nullable NodeState known(@Nullable NodeState base) {
    Disk accepted = held;
    if (!isHeld()) {
      return base;
    }
    if (accepted == null) {
      return null;
    }
    NodeState placed = heldPlaceSeq > 0 ? null : base;
    NodeState filled = heldBodySeq > 0 ? null : base;
    return new NodeState(
        node,
        placed == null ? accepted.parent() : placed.parent(),
        placed == null ? accepted.name() : placed.name(),
        placed == null ? heldPlaceSeq : placed.placeSeq(),
        filled == null ? accepted.entry() : filled.entry(),
        filled == null ? heldBodySeq : filled.bodySeq());
  }

  /** Whether what rests on the outstanding proposal may be decided before that. */
  boolean mayBeOvertaken() {
    return state == State.PROPOSED && awaitsContent;
  }

  /** Whether the disk is as the outstanding proposal says. */
  boolean isAsProposed() {
    Disk now = disk;
    Disk then = proposed;
    return changed.isNone()
        && (now == null ? then == null : then != null && now.isAt(then.parent(), then.name()));
  }

  /** Whether the hub has yet to be told something. */
  boolean isUntold() {
    return switch (state) {
      case WISHED -> true;
      case PROPOSED -> !isAsProposed();
      case YIELDED -> false;
    };
  }

  /** Whether the hub has yet to say something about it. */
  boolean isOpen() {
    return state != State.YIELDED;
  }

  @Override
  public String toString() {
    return node + " " + state + (isHeld() ? " held to " + heldSeq() : "") + " " + disk;
  }
}
