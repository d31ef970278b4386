package io.twohop.core.message;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.List;

/** A message of the protocol. */
public sealed interface Message {
  /** LIMIT: content up to this size rides inside messages; larger content is fetched. */
  int INLINE_MAX_BYTES = 64 * 1024;

  /** LIMIT: bytes of one chunk of fetched content. */
  int CHUNK_MAX_BYTES = 256 * 1024;

  // ---- both ways: content

  /**
   * Asks for {@code lengthBytes} (at most {@link #CHUNK_MAX_BYTES}) of a content, at an offset.
   * {@code node} is where it was last seen.
   */
  record Fetch(NodeId node, ContentHash content, long offsetBytes, int lengthBytes)
      implements Message {}

  /** The answer to a fetch. */
  record Chunk(ContentHash content, long offsetBytes, Bytes bytes) implements Message {}

  /** The other answer to a fetch: this content is not here (any more). */
  record Unavailable(ContentHash content) implements Message {}

  /** Asks whether the other side is alive; only while something is outstanding. */
  record Ping(long token) implements Message {}

  record Pong(long token) implements Message {}

  // ---- spoke to hub

  /**
   * The first message of a session.
   *
   * @param terms the last seq that the member has of each recent term, oldest first; empty at first
   *     contact
   * @param settled what is durable on its disk
   */
  record Hello(MemberId member, List<TermEnd> terms, Cursor settled) implements Message {
    public Hello {
      terms = List.copyOf(terms);
    }
  }

  /**
   * A change set that the member wishes for.
   *
   * @param number ascending, never used twice by this member
   * @param digest SHA-256 of the encoded operations: the same number with another digest is a
   *     broken member
   * @param contents the small contents that the operations name, in any order; known by their hash
   */
  record Propose(long number, ContentHash digest, List<Operation> operations, List<Bytes> contents)
      implements Message {
    public Propose {
      operations = List.copyOf(operations);
      contents = List.copyOf(contents);
    }
  }

  /**
   * How far the member is.
   *
   * @param visibleSeq all changes up to this one are in its tree, or blocked and listed
   * @param settledSeq all changes up to this one are durable there
   * @param confirmedNumber all answers to proposals up to this number are durable there
   * @param condition how the member is besides
   */
  record Progress(long visibleSeq, long settledSeq, long confirmedNumber, Condition condition)
      implements Message {
    /** Of a member that has nothing else to tell. */
    public Progress(long visibleSeq, long settledSeq, long confirmedNumber) {
      this(visibleSeq, settledSeq, confirmedNumber, Condition.WELL);
    }
  }

  /**
   * Asks to be told when all proposals up to {@code upToNumber} are visible on every live member,
   * or on the hub alone. Who asks again under the same id is told at once who is not there yet.
   */
  record AskBarrier(long id, long upToNumber, boolean hubOnly) implements Message {}

  /** The member goes: after {@code leave} for good, its identity is forgotten. */
  record Farewell(boolean leave) implements Message {}

  // ---- hub to spoke

  /**
   * The answer to {@link Hello}.
   *
   * @param terms the hub's recent terms and their ends, the current one last
   * @param start how the member gets up to date
   * @param commonSeq the newest seq that both have; what the member holds beyond it the hub never
   *     wrote, or no longer has
   */
  record Welcome(List<TermEnd> terms, Start start, long commonSeq) implements Message {
    public Welcome {
      terms = List.copyOf(terms);
    }
  }

  /** How a member gets up to date. */
  enum Start {
    /** By the changes after its settled cursor. */
    CHANGES,
    /** By the present state, for the first time or from below the journal's floor. */
    PRESENT,
    /**
     * By the present state, after the hub lost the end of its journal: nothing is removed that only
     * the member has.
     */
    LOST_TAIL
  }

  /**
   * An accepted change set.
   *
   * @param author who proposed it, under which {@code number}
   * @param contents small contents that the receiver may lack
   */
  record Change(
      long seq,
      long term,
      MemberId author,
      long number,
      List<Operation> operations,
      List<Bytes> contents)
      implements Message {
    public Change {
      operations = List.copyOf(operations);
      contents = List.copyOf(contents);
    }
  }

  /**
   * The answer to a proposal, sent after all changes that it rests on and before its own.
   *
   * @param seq the change that it became, 0 if nothing changed
   * @param verdicts one for each operation, in order
   */
  record Answer(long number, long seq, List<Verdict> verdicts) implements Message {
    public Answer {
      verdicts = List.copyOf(verdicts);
    }
  }

  /** A part of the present state: parents before children. */
  record Present(List<NodeState> nodes, List<Bytes> contents) implements Message {
    public Present {
      nodes = List.copyOf(nodes);
      contents = List.copyOf(contents);
    }
  }

  /** The present state was that of {@code seq}; the changes after it follow. */
  record PresentEnd(long seq) implements Message {}

  /** All that the hub had when it last looked has been sent. */
  record CaughtUp(long seq) implements Message {}

  /**
   * The answer to {@link AskBarrier}.
   *
   * @param failed numbers of proposals that were refused or lost to a conflict
   * @param waitingFor names of members that are not there yet; empty when all are
   */
  record Barrier(long id, List<Long> failed, List<String> waitingFor) implements Message {
    public Barrier {
      failed = List.copyOf(failed);
      waitingFor = List.copyOf(waitingFor);
    }
  }

  /** The hub ends the session and says why; a member that was removed is told so here. */
  record Dismissed(Dismissal reason) implements Message {}

  /** Why the hub ends a session. */
  enum Dismissal {
    REMOVED,
    REPLACED_BY_A_NEWER_SESSION,
    PROTOCOL_ERROR,
    SHUTTING_DOWN
  }
}
