package io.twohop.wire;

import io.twohop.core.message.Message;
import io.twohop.model.Cursor;

/**
 * The bounds of the protocol, version 1. Both sides check them: a sender never exceeds one, a
 * receiver ends the session of a peer that does.
 */
public final class Limits {
  /** LIMIT: type and payload of one frame; checked before anything is allocated. */
  public static final int FRAME_MAX_BYTES = 1024 * 1024;

  /** LIMIT: type and payload of a frame, and the sum of all frames, before a peer is known. */
  public static final int GREETING_MAX_BYTES = 64 * 1024;

  /**
   * Payload bytes of one fragment as this program sends them. Smaller than allowed, so that a
   * message from a slow peer is seen to make progress.
   */
  public static final int FRAGMENT_BYTES = 256 * 1024;

  /** LIMIT: a message put together from fragments, so that one peer cannot fill the heap. */
  public static final int MESSAGE_MAX_BYTES = 16 * 1024 * 1024;

  /**
   * LIMIT: a proposal. Less than a message, since the change that it becomes may be larger: lost
   * ancestors are made again, entries are merged.
   */
  public static final int PROPOSAL_MAX_BYTES = 12 * 1024 * 1024;

  /** LIMIT: operations of one proposal; each node of an installed tree counts. */
  public static final int PROPOSED_OPERATIONS_MAX = 50_000;

  /** LIMIT: operations of one change, see {@link #PROPOSAL_MAX_BYTES}. */
  public static final int ACCEPTED_OPERATIONS_MAX = 100_000;

  /** LIMIT: nodes in one {@link Message.Present}. */
  public static final int PRESENT_NODES_MAX = 10_000;

  /** The size at which a sender of the present state closes a batch and begins the next. */
  public static final int PRESENT_BATCH_BYTES = 256 * 1024;

  /** LIMIT: seqs that a cursor lists above its low end. */
  public static final int CURSOR_ABOVE_MAX = Cursor.ABOVE_MAX;

  /** LIMIT: terms in a hello or welcome. */
  public static final int TERMS_MAX = 4_096;

  /** LIMIT: members named in the answer to a barrier, and numbers in it. */
  public static final int BARRIER_NAMES_MAX = 4_096;

  public static final int BARRIER_NUMBERS_MAX = 100_000;

  /** LIMIT: bytes of a member's name. */
  public static final int LABEL_MAX_BYTES = 255;

  private Limits() {}
}
