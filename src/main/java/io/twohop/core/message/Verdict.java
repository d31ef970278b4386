package io.twohop.core.message;

import io.twohop.model.NodeId;

/** What the hub made of one operation of a proposal. */
public sealed interface Verdict {
  /** Accepted as proposed; its version is the seq of the answer. */
  record Accepted() implements Verdict {}

  /**
   * Accepted, but otherwise than proposed (merged with what others had changed, under an ancestor
   * made again, a whole tree): the change that follows says how.
   */
  record Rewritten() implements Verdict {}

  /**
   * Not an edit: what was proposed is version {@code seq} of the node (body or place, as the
   * operation was). Nothing changes.
   */
  record Known(long seq) implements Verdict {}

  /**
   * The proposed node is one that the hub knows under another id: equal content at the name, or a
   * directory at the name.
   */
  record Alias(NodeId loser, NodeId winner) implements Verdict {}

  /**
   * The hub's state stays. What the member holds instead may be displaced: the hub has kept it, or
   * nothing is lost with it.
   */
  record Lost(Reason reason) implements Verdict {}

  /** Why an operation lost. */
  enum Reason {
    /** Other content was accepted before; the proposed content is in the keep. */
    CONTENT,
    /** Mode, owner or times were changed by somebody else; the member's are not kept. */
    METADATA,
    /**
     * The name is another node's; a proposed creation is in the keep, a proposed move is undone.
     */
    NAME_TAKEN,
    /** The node was moved elsewhere by somebody else. */
    MOVED,
    /** The move would put a directory below itself. */
    CYCLE,
    /** The node to remove was edited, moved or added to by somebody else; it stays. */
    EDITED,
    /**
     * The node to move, or the parent of the operation, was removed: propose what is held as new.
     */
    REMOVED,
    /** Another operation of the same set lost, and this one needs it. */
    SET,
    /** The content could not be had from the member any more: it changed meanwhile. */
    WITHDRAWN
  }
}
