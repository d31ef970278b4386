package io.twohop.sim;

import io.twohop.core.hub.Heads;
import io.twohop.core.message.TermEnd;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The heads in ordered maps: a present state, and a durable one that a crash falls back to; what is
 * missing then is replayed from the journal.
 */
public final class MemoryHeads implements Heads {
  private record AnswerKey(MemberId author, long number) implements Comparable<AnswerKey> {
    private static final Comparator<AnswerKey> ORDER =
        Comparator.comparing(AnswerKey::author).thenComparingLong(AnswerKey::number);

    @Override
    public int compareTo(AnswerKey other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class State {
    MemoryTree<NodeState> live = new MemoryTree<>(s -> s);
    TreeMap<NodeId, Removed> removed = new TreeMap<>();
    TreeMap<NodeId, TreeMap<Long, Body>> bodies = new TreeMap<>();
    TreeMap<NodeId, NodeId> aliases = new TreeMap<>();
    TreeMap<AnswerKey, Answered> answers = new TreeMap<>();
    List<TermEnd> terms = new ArrayList<>();
    long lastSeq;

    State copy() {
      State copy = new State();
      copy.live = live.copy();
      copy.removed = new TreeMap<>(removed);
      bodies.forEach((node, history) -> copy.bodies.put(node, new TreeMap<>(history)));
      copy.aliases = new TreeMap<>(aliases);
      copy.answers = new TreeMap<>(answers);
      copy.terms = new ArrayList<>(terms);
      copy.lastSeq = lastSeq;
      return copy;
    }
  }

  private final boolean snapshotsLag;
  private State now = new State();
  private State durable;

  /** Heads whose snapshots are as new as the heads. */
  public MemoryHeads() {
    this(false);
  }

  /**
   * @param snapshotsLag whether a snapshot is of the state last settled, as it is in the real heads
   */
  public MemoryHeads(boolean snapshotsLag) {
    this.snapshotsLag = snapshotsLag;
    now.live.put(NodeState.ROOT);
    bodiesOf(NodeId.ROOT).put(0L, new Body(0, NodeState.ROOT.entry()));
    durable = now.copy();
  }

  /** Makes all that was written so far durable. */
  public void settle() {
    durable = now.copy();
  }

  /** Forgets what was not settled. */
  public void crash() {
    now = durable.copy();
  }

  @Override
  public @Nullable NodeState node(NodeId node) {
    return now.live.get(node);
  }

  @Override
  public @Nullable NodeState at(NodeId parent, Name name) {
    return now.live.at(parent, name);
  }

  @Override
  public Iterable<NodeState> children(NodeId parent) {
    return now.live.children(parent);
  }

  @Override
  public NodeId resolve(NodeId node) {
    NodeId at = node;
    for (NodeId next = now.aliases.get(at); next != null; next = now.aliases.get(at)) {
      at = next;
    }
    return at;
  }

  @Override
  public @Nullable Removed removed(NodeId node) {
    return now.removed.get(node);
  }

  @Override
  public List<Body> bodies(NodeId node, long sinceSeq) {
    TreeMap<Long, Body> history = now.bodies.get(node);
    if (history == null) {
      return List.of();
    }
    Long inForce = history.floorKey(sinceSeq);
    Collection<Body> from = history.tailMap(inForce == null ? sinceSeq : inForce, true).values();
    return List.copyOf(from);
  }

  @Override
  public @Nullable Answered answer(MemberId author, long number) {
    return now.answers.get(new AnswerKey(author, number));
  }

  @Override
  public long lastSeq() {
    return now.lastSeq;
  }

  @Override
  public List<TermEnd> terms() {
    return List.copyOf(now.terms);
  }

  @Override
  public Snapshot snapshot() {
    State of = snapshotsLag ? durable : now;
    long seq = of.lastSeq;
    Iterator<NodeState> nodes = of.live.topDown().iterator();
    return new Snapshot() {
      @Override
      public long seq() {
        return seq;
      }

      @Override
      public boolean hasNext() {
        return nodes.hasNext();
      }

      @Override
      public NodeState next() {
        return nodes.next();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void beginTerm(long term) {
    if (now.terms.isEmpty() || now.terms.getLast().term() != term) {
      now.terms.add(new TermEnd(term, now.lastSeq));
    }
  }

  @Override
  public void advance(long seq) {
    now.lastSeq = seq;
    if (!now.terms.isEmpty()) {
      now.terms.set(now.terms.size() - 1, new TermEnd(now.terms.getLast().term(), seq));
    }
  }

  @Override
  public void put(NodeState state) {
    now.live.put(state);
    now.removed.remove(state.node());
    bodiesOf(state.node()).put(state.bodySeq(), new Body(state.bodySeq(), state.entry()));
  }

  private Map<Long, Body> bodiesOf(NodeId node) {
    return now.bodies.computeIfAbsent(node, n -> new TreeMap<>());
  }

  @Override
  public void remove(NodeId node, long seq) {
    if (node.equals(NodeId.ROOT)) {
      throw new IllegalArgumentException("the root is always there");
    }
    NodeState last = now.live.remove(node);
    if (last != null) {
      now.removed.put(node, new Removed(last, seq));
    }
  }

  @Override
  public void alias(NodeId loser, NodeId winner) {
    NodeId end = resolve(winner);
    if (!end.equals(loser)) {
      now.aliases.put(loser, end);
    }
  }

  @Override
  public void putAnswer(MemberId author, long number, Answered answer) {
    now.answers.put(new AnswerKey(author, number), answer);
  }

  @Override
  public void forgetAnswers(MemberId author, long upToNumber) {
    now.answers
        .subMap(
            new AnswerKey(author, Long.MIN_VALUE), true, new AnswerKey(author, upToNumber), true)
        .clear();
  }
}
