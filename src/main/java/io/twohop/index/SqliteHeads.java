package io.twohop.index;

import io.twohop.core.hub.Heads;
import io.twohop.core.message.TermEnd;
import io.twohop.index.HeadsBatch.AnswerKey;
import io.twohop.index.HeadsBatch.BodyKey;
import io.twohop.index.HeadsBatch.Confirmed;
import io.twohop.index.HeadsBatch.Fate;
import io.twohop.index.HeadsBatch.Past;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The hub's heads in an SQLite database, under a heap of what is not committed yet.
 *
 * <p>All methods belong to the hub's thread, but for {@link Settlement#commit} and what a snapshot
 * offers. A commit survives the process, not a power cut: after that the heads are those of an
 * earlier commit, and the journal brings them forward. Hence a settlement may be committed only
 * when the journal is durable up to its {@link Settlement#lastSeq}.
 *
 * <p>Any method throws {@link StoreProblem} when the database fails; the heap is then as it was,
 * and the database as of the last commit.
 */
public final class SqliteHeads implements Heads, AutoCloseable {
  /** LIMIT: pages that reads keep in memory. */
  private static final int READER_CACHE_KIB = 4_096;

  private final Path file;
  private final HeadsWriter writer;
  private final HeadsReader committed;
  private final Overlay<Fate> overlay = new Overlay<>(Fate::live);
  private final Pending<BodyKey, Past> bodies = new Pending<>();
  private final Pending<NodeId, NodeId> aliases = new Pending<>();
  private final Pending<AnswerKey, Answered> answers = new Pending<>();
  private final Pending<AnswerKey, Confirmed> confirmed = new Pending<>();
  private final Map<MemberId, Long> forgottenUpTo = new TreeMap<>();
  private final List<TermEnd> terms;
  private long lastSeq;
  private boolean dirty;
  private @Nullable Settlement underWay;

  private SqliteHeads(Path file, HeadsWriter writer, HeadsReader committed) {
    this.file = file;
    this.writer = writer;
    this.committed = committed;
    terms = new ArrayList<>(committed.terms());
    lastSeq = committed.lastSeq();
    if (committed.live().get(NodeId.ROOT) == null) {
      put(NodeState.ROOT);
    }
  }

  /**
   * Opens the heads in this file, or makes them.
   *
   * @throws StoreProblem if they cannot be used; nothing was changed then
   */
  public static SqliteHeads open(Path file) {
    Database writer = Database.openWriter(file, Schema.HEADS, Database.Durability.LATER);
    try {
      return new SqliteHeads(
          file,
          new HeadsWriter(writer),
          new HeadsReader(Database.openReader(file, READER_CACHE_KIB)));
    } catch (StoreProblem e) {
      writer.close();
      throw e;
    }
  }

  @Override
  public @Nullable NodeState node(NodeId node) {
    Fate fate = overlay.get(node);
    return fate != null ? fate.live() : committed.live().get(node);
  }

  @Override
  public @Nullable NodeState at(NodeId parent, Name name) {
    NodeId placed = overlay.at(parent, name);
    if (placed != null) {
      return node(placed);
    }
    NodeState state = committed.live().at(parent, name);
    return state == null || overlay.has(state.node()) ? null : state;
  }

  @Override
  public List<NodeState> children(NodeId parent) {
    return overlay.children(parent, committed.live().children(parent));
  }

  @Override
  public NodeId resolve(NodeId node) {
    NodeId at = node;
    for (NodeId next = winner(at); next != null; next = winner(at)) {
      at = next;
    }
    return at;
  }

  private @Nullable NodeId winner(NodeId loser) {
    NodeId pending = aliases.get(loser);
    return pending != null ? pending : committed.winner(loser);
  }

  @Override
  public @Nullable Removed removed(NodeId node) {
    Fate fate = overlay.get(node);
    return fate != null ? fate.removed() : committed.removed(node);
  }

  @Override
  public List<Body> bodies(NodeId node, long sinceSeq) {
    TreeMap<Long, Body> found = new TreeMap<>();
    committed.pastBodies(node).forEach(body -> found.put(body.seq(), body));
    for (Map.Entry<BodyKey, Past> e :
        bodies
            .values()
            .subMap(
                new BodyKey(node, Long.MIN_VALUE), true, new BodyKey(node, Long.MAX_VALUE), true)
            .entrySet()) {
      found.put(e.getKey().seq(), new Body(e.getKey().seq(), e.getValue().entry()));
    }
    NodeState last = last(node);
    if (last != null) {
      found.put(last.bodySeq(), new Body(last.bodySeq(), last.entry()));
    }
    Long inForce = found.floorKey(sinceSeq);
    return List.copyOf(found.tailMap(inForce == null ? sinceSeq : inForce, true).values());
  }

  /** The node as it is, or as it was when it was removed. */
  private @Nullable NodeState last(NodeId node) {
    Fate fate = overlay.get(node);
    if (fate != null) {
      return fate.last();
    }
    NodeState live = committed.live().get(node);
    if (live != null) {
      return live;
    }
    Removed removed = committed.removed(node);
    return removed == null ? null : removed.last();
  }

  @Override
  public @Nullable Answered answer(MemberId author, long number) {
    Answered pending = answers.get(new AnswerKey(author, number));
    if (pending != null) {
      return pending;
    }
    AnswerKey upTo = confirmed.values().ceilingKey(new AnswerKey(author, number));
    boolean forgotten = upTo != null && upTo.author().equals(author);
    return forgotten ? null : committed.answer(author, number);
  }

  @Override
  public long lastSeq() {
    return lastSeq;
  }

  @Override
  public List<TermEnd> terms() {
    return List.copyOf(terms);
  }

  /**
   * {@inheritDoc} It is of the state last committed, not of what was written since; it may be read
   * and closed on any one thread.
   *
   * <p>LIMIT: while it is open the WAL keeps all that is committed, so it should not wait for a
   * slow receiver for hours.
   */
  @Override
  public Snapshot snapshot() {
    return HeadsSnapshot.open(file);
  }

  @Override
  public void beginTerm(long term) {
    if (terms.isEmpty() || terms.getLast().term() != term) {
      terms.add(new TermEnd(term, lastSeq));
      dirty = true;
    }
  }

  @Override
  public void advance(long seq) {
    lastSeq = seq;
    if (!terms.isEmpty()) {
      terms.set(terms.size() - 1, new TermEnd(terms.getLast().term(), seq));
    }
    dirty = true;
  }

  @Override
  public void put(NodeState state) {
    NodeState before = last(state.node());
    if (before != null && before.bodySeq() != state.bodySeq()) {
      bodies.put(
          new BodyKey(state.node(), before.bodySeq()), new Past(before.entry(), state.bodySeq()));
    }
    overlay.put(state.node(), new Fate(state, null));
  }

  @Override
  public void remove(NodeId node, long seq) {
    if (node.equals(NodeId.ROOT)) {
      throw new IllegalArgumentException("the root is always there");
    }
    NodeState last = node(node);
    if (last != null) {
      overlay.put(node, new Fate(null, new Removed(last, seq)));
    }
  }

  @Override
  public void alias(NodeId loser, NodeId winner) {
    NodeId end = resolve(winner);
    if (!end.equals(loser)) {
      aliases.put(loser, end);
    }
  }

  @Override
  public void putAnswer(MemberId author, long number, Answered answer) {
    answers.put(new AnswerKey(author, number), answer);
    forgottenUpTo.remove(author);
  }

  /** {@inheritDoc} Saying the same again costs nothing: members do so with each progress. */
  @Override
  public void forgetAnswers(MemberId author, long upToNumber) {
    if (upToNumber <= forgottenUpTo.getOrDefault(author, Long.MIN_VALUE)) {
      return;
    }
    forgottenUpTo.put(author, upToNumber);
    answers
        .values()
        .subMap(
            new AnswerKey(author, Long.MIN_VALUE), true, new AnswerKey(author, upToNumber), true)
        .clear();
    confirmed.put(new AnswerKey(author, upToNumber), new Confirmed());
  }

  /** Whether a settlement would commit anything. */
  public boolean isDirty() {
    return dirty
        || !overlay.isEmpty()
        || !aliases.isEmpty()
        || !answers.isEmpty()
        || !confirmed.isEmpty();
  }

  /** How many node changes wait for a settlement; each takes some 500 bytes of heap. */
  public int pendingNodes() {
    return overlay.size();
  }

  /**
   * Takes what is written now for a commit; later writes belong to the next settlement.
   *
   * @throws IllegalStateException if the settlement before is not finished
   */
  public Settlement begin() {
    if (underWay != null) {
      throw new IllegalStateException("a settlement is under way");
    }
    underWay =
        new Settlement(
            new HeadsBatch(
                overlay.take(),
                bodies.take(),
                aliases.take(),
                confirmed.take(),
                answers.take(),
                List.copyOf(terms),
                lastSeq));
    dirty = false;
    return underWay;
  }

  /** One commit on its way, see {@link SqliteHeads}. */
  public final class Settlement {
    private final HeadsBatch batch;
    private volatile boolean done;

    private Settlement(HeadsBatch batch) {
      this.batch = batch;
    }

    /** The seq that the heads stand at after the commit; the journal must be durable up to it. */
    public long lastSeq() {
      return batch.lastSeq();
    }

    /**
     * Commits what was taken; on a worker.
     *
     * @throws StoreProblem if it failed; all of it stays pending for the next settlement
     */
    public void commit() {
      writer.commit(batch);
      done = true;
    }

    /** Ends the settlement, committed or not; on the hub's thread, once. */
    @SuppressWarnings("ReferenceEquality") // one settlement, not one that is like it
    public void finish() {
      if (underWay != this) {
        throw new IllegalStateException("this settlement is not under way");
      }
      underWay = null;
      SqliteHeads.this.committed.changed();
      if (done) {
        overlay.drop(batch.nodes(), fate -> {});
        bodies.drop(batch.bodies(), (key, past) -> {});
        aliases.drop(batch.aliases(), (loser, winner) -> {});
        confirmed.drop(batch.confirmed(), (key, value) -> {});
        answers.drop(batch.answers(), (key, answer) -> {});
      } else {
        dirty = true;
      }
    }
  }

  /** Closes the database; what was not committed is replayed from the journal next time. */
  @Override
  public void close() {
    committed.close();
    writer.close();
  }
}
