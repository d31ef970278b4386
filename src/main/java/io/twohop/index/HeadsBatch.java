package io.twohop.index;

import io.twohop.core.hub.Heads.Answered;
import io.twohop.core.hub.Heads.Removed;
import io.twohop.core.message.TermEnd;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one settlement of the heads commits: the state at {@code lastSeq}. */
record HeadsBatch(
    List<Pending.Taken<NodeId, Fate>> nodes,
    List<Pending.Taken<BodyKey, Past>> bodies,
    List<Pending.Taken<NodeId, NodeId>> aliases,
    List<Pending.Taken<AnswerKey, Confirmed>> confirmed,
    List<Pending.Taken<AnswerKey, Answered>> answers,
    List<TermEnd> terms,
    long lastSeq) {

  /** What became of a node; exactly one of both is there. */
  record Fate(@Nullable NodeState live, @Nullable Removed removed) {
    NodeState last() {
      if (live != null) {
        return live;
      }
      if (removed == null) {
        throw new IllegalStateException("neither live nor removed");
      }
      return removed.last();
    }
  }

  /** A body that a node had from this seq on. */
  record BodyKey(NodeId node, long seq) implements Comparable<BodyKey> {
    private static final Comparator<BodyKey> ORDER =
        Comparator.comparing(BodyKey::node).thenComparingLong(BodyKey::seq);

    @Override
    public int compareTo(BodyKey other) {
      return ORDER.compare(this, other);
    }
  }

  /** What a node was, and the change that replaced it. */
  record Past(Entry entry, long untilSeq) {}

  /** All answers up to a proposal are confirmed; a value of its own each time it is said. */
  record Confirmed() {}

  /** A proposal of a member. */
  record AnswerKey(MemberId author, long number) implements Comparable<AnswerKey> {
    private static final Comparator<AnswerKey> ORDER =
        Comparator.comparing(AnswerKey::author).thenComparingLong(AnswerKey::number);

    @Override
    public int compareTo(AnswerKey other) {
      return ORDER.compare(this, other);
    }
  }
}
