package io.twohop.index;

import static java.util.Objects.requireNonNull;

import io.twohop.core.message.TermEnd;
import io.twohop.core.spoke.Blocked;
import io.twohop.core.spoke.Index;
import io.twohop.core.spoke.Row;
import io.twohop.index.IndexWriter.BlockedChange;
import io.twohop.index.IndexWriter.RowChange;
import io.twohop.model.Cursor;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Timestamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The base of one member in an SQLite database, under a heap of what is not committed yet.
 *
 * <p>All methods belong to the site's thread, but for {@link Settlement#commit}. What was written
 * is read back at once; it is durable after a settlement: {@link #begin} on the site's thread, then
 * the files flushed and {@code commit} on a worker, then {@link Settlement#finish} on the site's
 * thread again. A crash before the commit falls back to the settlement before.
 *
 * <p>Any method throws {@link StoreProblem} when the database fails; the heap is then as it was,
 * and the database as of the last commit.
 */
public final class SqliteIndex implements Index, AutoCloseable {
  /** LIMIT: pages that reads keep in memory. */
  private static final int READER_CACHE_KIB = 2_048;

  private record Inode(long number, Timestamp birth, NodeId node) implements Comparable<Inode> {
    private static final Comparator<Inode> ORDER =
        Comparator.comparingLong(Inode::number)
            .thenComparing(Inode::birth)
            .thenComparing(Inode::node);

    static Inode of(Row row, Fingerprint seen) {
      return new Inode(seen.inode(), seen.birth(), row.state().node());
    }

    @Override
    public int compareTo(Inode other) {
      return ORDER.compare(this, other);
    }
  }

  private final IndexWriter writer;
  private final IndexReader committed;
  private final Overlay<RowChange> overlay = new Overlay<>(RowChange::live);
  private final TreeSet<Inode> inodes = new TreeSet<>();
  private final TreeMap<NodeId, Blocked> blocked = new TreeMap<>();
  private final Pending<NodeId, BlockedChange> blockedChanges = new Pending<>();

  /** WHY: asked for in every step, and seldom another. Null after a change. */
  private @Nullable List<Blocked> blockedList;

  private final NodeMarks present = new NodeMarks();
  private long fileCount;
  private Cursor cursor;
  private List<TermEnd> terms;
  private boolean numbersChanged;
  private @Nullable Settlement underWay;

  private SqliteIndex(IndexWriter writer, IndexReader committed) {
    this.writer = writer;
    this.committed = committed;
    committed.blocked().forEach(b -> blocked.put(b.state().node(), b));
    fileCount = committed.fileCount();
    cursor = committed.cursor();
    terms = committed.terms();
    if (committed.row(NodeId.ROOT) == null) {
      put(new Row(NodeState.ROOT, null));
    }
  }

  /**
   * Opens the index in this file, or makes it.
   *
   * @throws StoreProblem if it cannot be used; nothing was changed then
   */
  public static SqliteIndex open(Path file) {
    Database writer = Database.openWriter(file, Schema.INDEX, Database.Durability.EACH_COMMIT);
    try {
      return new SqliteIndex(
          new IndexWriter(writer), new IndexReader(Database.openReader(file, READER_CACHE_KIB)));
    } catch (StoreProblem e) {
      writer.close();
      throw e;
    }
  }

  @Override
  public @Nullable NodeState node(NodeId node) {
    Row row = row(node);
    return row == null ? null : row.state();
  }

  @Override
  public @Nullable Row row(NodeId node) {
    RowChange change = overlay.get(node);
    return change != null ? change.row() : committed.row(node);
  }

  @Override
  public @Nullable NodeState at(NodeId parent, Name name) {
    NodeId placed = overlay.at(parent, name);
    if (placed != null) {
      return node(placed);
    }
    Row row = committed.at(parent, name);
    return row == null || overlay.has(row.state().node()) ? null : row.state();
  }

  @Override
  public List<NodeState> children(NodeId parent) {
    return overlay.children(parent, committed.children(parent));
  }

  @Override
  public List<Row> unshown() {
    TreeMap<NodeId, Row> unshown = new TreeMap<>();
    for (Row row : committed.seenOtherwise()) {
      if (!overlay.has(row.state().node()) && !row.isShown()) {
        unshown.put(row.state().node(), row);
      }
    }
    for (NodeState state : overlay.living()) {
      Row row = row(state.node());
      if (row != null && !row.isShown()) {
        unshown.put(state.node(), row);
      }
    }
    unshown.remove(NodeId.ROOT);
    return List.copyOf(unshown.values());
  }

  @Override
  public List<Row> byInode(long inode, Timestamp birth) {
    TreeMap<NodeId, Row> rows = new TreeMap<>();
    for (Row row : committed.byInode(inode)) {
      boolean same = row.seen() != null && row.seen().birth().equals(birth);
      if (same && !overlay.has(row.state().node())) {
        rows.put(row.state().node(), row);
      }
    }
    for (Inode pending : inodes.tailSet(new Inode(inode, birth, NodeId.ROOT))) {
      if (pending.number() != inode || !pending.birth().equals(birth)) {
        break;
      }
      Row row = row(pending.node());
      if (row != null) {
        rows.put(row.state().node(), row);
      }
    }
    return List.copyOf(rows.values());
  }

  @Override
  public void put(Row row) {
    change(row.state().node(), new RowChange(row.state().node(), row));
  }

  @Override
  public void delete(NodeId node) {
    if (node.equals(NodeId.ROOT)) {
      throw new IllegalArgumentException("the root is always there");
    }
    change(node, new RowChange(node, null));
  }

  private void change(NodeId node, RowChange change) {
    fileCount += files(change.row()) - files(row(node));
    RowChange earlier = overlay.put(node, change);
    if (earlier != null) {
      forgetInode(earlier);
    }
    Row row = change.row();
    if (row != null && row.seen() != null) {
      inodes.add(Inode.of(row, row.seen()));
    }
  }

  private static int files(@Nullable Row row) {
    return row == null || row.state().entry().isDirectory() ? 0 : 1;
  }

  private void forgetInode(RowChange change) {
    Row row = change.row();
    if (row != null && row.seen() != null) {
      inodes.remove(Inode.of(row, row.seen()));
    }
  }

  @Override
  public long fileCount() {
    return fileCount;
  }

  @Override
  public List<Blocked> blocked() {
    List<Blocked> list = blockedList == null ? List.copyOf(blocked.values()) : blockedList;
    blockedList = list;
    return list;
  }

  @Override
  public @Nullable Blocked blocked(NodeId node) {
    return blocked.get(node);
  }

  @Override
  public void putBlocked(Blocked now) {
    blocked.put(now.state().node(), now);
    blockedList = null;
    blockedChanges.put(now.state().node(), new BlockedChange(now));
  }

  @Override
  public void deleteBlocked(NodeId node) {
    if (blocked.remove(node) != null) {
      blockedList = null;
      blockedChanges.put(node, new BlockedChange(null));
    }
  }

  @Override
  public void clearPresent() {
    present.clear();
  }

  /** {@inheritDoc} Marks are not kept over a restart: the present state is then sent anew. */
  @Override
  public void markPresent(NodeId node) {
    present.add(node);
  }

  @Override
  public List<NodeId> notPresent(int limit) {
    Unmarked found = new Unmarked(limit);
    for (NodeState state : overlay.living()) {
      found.addWithDescendants(state);
    }
    committed.forEachState(state -> {
      if (!present.has(state.node()) && !overlay.has(state.node())) {
        found.addWithDescendants(state);
      }
      return found.hasRoom();
    });
    return found.nodes;
  }

  /** Collects nodes without a mark, each after all that is below it. */
  private final class Unmarked {
    final List<NodeId> nodes = new ArrayList<>();
    private final TreeSet<NodeId> seen = new TreeSet<>();
    private final int limit;

    Unmarked(int limit) {
      this.limit = limit;
    }

    boolean hasRoom() {
      return nodes.size() < limit;
    }

    void addWithDescendants(NodeState state) {
      NodeId node = state.node();
      if (!hasRoom() || node.equals(NodeId.ROOT) || present.has(node) || !seen.add(node)) {
        return;
      }
      if (state.entry().isDirectory()) {
        children(node).forEach(this::descend);
      }
      if (hasRoom()) {
        nodes.add(node);
      }
    }

    /** A marked node below an unmarked one is to move away; what is below it may still go. */
    private void descend(NodeState state) {
      if (!present.has(state.node())) {
        addWithDescendants(state);
      } else if (state.entry().isDirectory() && seen.add(state.node())) {
        children(state.node()).forEach(this::descend);
      }
    }
  }

  @Override
  public Cursor cursor() {
    return cursor;
  }

  @Override
  public void setCursor(Cursor cursor) {
    this.cursor = requireNonNull(cursor);
    numbersChanged = true;
  }

  @Override
  public List<TermEnd> terms() {
    return terms;
  }

  @Override
  public void setTerms(List<TermEnd> terms) {
    this.terms = List.copyOf(terms);
    numbersChanged = true;
  }

  /** Whether a settlement would commit anything. */
  public boolean isDirty() {
    return numbersChanged || !overlay.isEmpty() || !blockedChanges.isEmpty();
  }

  /**
   * Takes what is written now for a commit; later writes belong to the next settlement.
   *
   * @throws IllegalStateException if the settlement before is not finished
   */
  public Settlement begin() {
    return begin(0);
  }

  /**
   * As {@link #begin()}, and notes when it began: after a power cut, what is older was flushed.
   *
   * @param atSeconds since 1970, by the clock that stamps the inodes of the tree
   */
  public Settlement begin(long atSeconds) {
    if (underWay != null) {
      throw new IllegalStateException("a settlement is under way");
    }
    underWay =
        new Settlement(
            new IndexWriter.Batch(
                overlay.take(), blockedChanges.take(), cursor, terms, fileCount, atSeconds));
    numbersChanged = false;
    return underWay;
  }

  /** One commit on its way, see {@link SqliteIndex}. */
  public final class Settlement {
    private final IndexWriter.Batch batch;
    private volatile boolean committed;

    private Settlement(IndexWriter.Batch batch) {
      this.batch = batch;
    }

    /** The cursor that is durable after the commit. */
    public Cursor cursor() {
      return batch.cursor();
    }

    /**
     * Makes what was taken durable; on a worker, after the files that the rows speak of are.
     *
     * @throws StoreProblem if it failed; all of it stays pending for the next settlement
     */
    public void commit() {
      writer.commit(batch);
      committed = true;
    }

    /** Ends the settlement, committed or not; on the site's thread, once. */
    @SuppressWarnings("ReferenceEquality") // one settlement, not one that is like it
    public void finish() {
      if (underWay != this) {
        throw new IllegalStateException("this settlement is not under way");
      }
      underWay = null;
      SqliteIndex.this.committed.changed();
      if (committed) {
        overlay.drop(batch.rows(), SqliteIndex.this::forgetInode);
        blockedChanges.drop(batch.blocked(), (node, change) -> {});
      } else {
        numbersChanged = true;
      }
    }
  }

  /** Whose index this is; null in a new one. */
  public @Nullable Origin origin() {
    return committed.origin();
  }

  /** Writes down, durably, whose index this is. */
  public void setOrigin(Origin origin) {
    writer.change(meta -> {
      meta.put("member", origin.member().bits());
      meta.put("site", origin.site());
      meta.put("root", origin.root().shared());
    });
  }

  /**
   * Says how the last run ended and notes, durably, that one is under way.
   *
   * @param bootId what {@code /proc/sys/kernel/random/boot_id} says, see random(4)
   * @param bootSeconds when the machine started
   * @param nowSeconds both since 1970, by the clock that stamps the inodes of the tree
   */
  public LastRun beginRun(String bootId, long bootSeconds, long nowSeconds) {
    LastRun last = committed.lastRun(bootId);
    Unflushed open = committed.unflushed();
    writer.change(meta -> {
      meta.put("boot", bootId);
      meta.put("clean", 0);
      if (meta.number("settled_at") == 0) {
        meta.put("settled_at", nowSeconds);
      }
      if (last == LastRun.MACHINE_STOPPED) {
        long since = open == null ? meta.number("settled_at") : open.sinceSeconds();
        meta.put("unflushed_since", since);
        meta.put("unflushed_until", bootSeconds);
      }
    });
    return last;
  }

  /**
   * What the machine may not have flushed when it stopped; null if it did not, or if the member has
   * got over it.
   */
  public @Nullable Unflushed unflushed() {
    return committed.unflushed();
  }

  /** Notes, durably, that all that a stopped machine left was looked at and settled. */
  public void endRecovery() {
    writer.change(meta -> {
      meta.put("unflushed_since", 0);
      meta.put("unflushed_until", 0);
    });
  }

  /** Notes that this run ended by its own will; everything must be settled. */
  public void endRun() {
    writer.change(meta -> meta.put("clean", 1));
  }

  /** Closes the database; what was not settled is lost. */
  @Override
  public void close() {
    committed.close();
    writer.close();
  }
}
