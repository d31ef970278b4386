package io.twohop.core.hub;

import io.twohop.core.Nodes;
import io.twohop.core.message.TermEnd;
import io.twohop.core.message.Verdict;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The present state of the site, derived from the journal: live nodes, removed ones back to the
 * journal's floor, what bodies a node had, aliases, answers.
 *
 * <p>Only {@code Replay} writes. Writes are seen at once; they become durable some time later
 * together with {@link #lastSeq()}, and what is missing after a crash is replayed from the journal.
 */
public interface Heads extends Nodes {
  /** The node that this id means now: itself, or the winner that it was united with. */
  NodeId resolve(NodeId node);

  /**
   * A removed node as it last was, with the seq that removed it; null if it lives or is forgotten.
   */
  @Nullable Removed removed(NodeId node);

  /** A node that was removed. */
  record Removed(NodeState last, long seq) {}

  /**
   * The bodies that a node had from {@code sinceSeq} on, oldest first, the one in force at {@code
   * sinceSeq} included if it is still known.
   */
  List<Body> bodies(NodeId node, long sinceSeq);

  /** What a node was from {@code seq} on. */
  record Body(long seq, Entry entry) {}

  /** The answer that a proposal got, or null. */
  @Nullable Answered answer(MemberId author, long number);

  /** An answer, and the seq of the change that it became (0: none). */
  record Answered(ContentHash digest, long seq, List<Verdict> verdicts) {}

  /** The last seq that was replayed. */
  long lastSeq();

  /** The terms so far and the last seq of each, oldest first; the current one last. */
  List<TermEnd> terms();

  /** The present state as of one moment, parents before children, without the root; close it. */
  Snapshot snapshot();

  /** The state at {@code seq}, untouched by what happens later. */
  interface Snapshot extends Iterator<NodeState>, AutoCloseable {
    long seq();

    @Override
    void close();
  }

  void beginTerm(long term);

  /** Says that all up to this seq is replayed. */
  void advance(long seq);

  /**
   * Writes a live node; with a new body version it is also added to the node's bodies. A removed
   * node of this id lives again.
   */
  void put(NodeState state);

  void remove(NodeId node, long seq);

  void alias(NodeId loser, NodeId winner);

  void putAnswer(MemberId author, long number, Answered answer);

  /** Forgets the answers that the member has confirmed, up to this number. */
  void forgetAnswers(MemberId author, long upToNumber);
}
