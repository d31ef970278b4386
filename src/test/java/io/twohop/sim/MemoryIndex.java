package io.twohop.sim;

import static java.util.Objects.requireNonNull;

import io.twohop.core.message.TermEnd;
import io.twohop.core.spoke.Blocked;
import io.twohop.core.spoke.Index;
import io.twohop.core.spoke.Row;
import io.twohop.model.Cursor;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The index in ordered maps: a present state, and a durable one that a crash falls back to. Marks
 * are never durable, as in the real one.
 */
public final class MemoryIndex implements Index {
  private record State(
      MemoryTree<Row> rows, TreeMap<NodeId, Blocked> blocked, Cursor cursor, List<TermEnd> terms) {
    State copy() {
      return new State(rows.copy(), new TreeMap<>(blocked), cursor, terms);
    }
  }

  private State now;
  private State durable;
  private final TreeSet<NodeId> present = new TreeSet<>();

  public MemoryIndex() {
    MemoryTree<Row> rows = new MemoryTree<>(Row::state);
    rows.put(new Row(NodeState.ROOT, null));
    now = new State(rows, new TreeMap<>(), Cursor.NOTHING, List.of());
    durable = now.copy();
  }

  /** Makes all that was written so far durable at once, as a settlement does. */
  public void settle() {
    begin().run();
  }

  /**
   * Takes what is written now; run it to make that durable, whatever was written meanwhile, or
   * throw it away, as a crash before the commit does. WHY: it refuses what the database of the real
   * one does.
   */
  public Runnable begin() {
    List<Row> namesakes = now.rows().namesakes();
    if (!namesakes.isEmpty()) {
      throw new IllegalStateException("another node has the name of " + namesakes);
    }
    State taken = now.copy();
    return () -> durable = taken;
  }

  /** Forgets what was not settled. */
  public void crash() {
    now = durable.copy();
    present.clear();
  }

  @Override
  public @Nullable NodeState node(NodeId node) {
    Row row = row(node);
    return row == null ? null : row.state();
  }

  @Override
  public @Nullable NodeState at(NodeId parent, Name name) {
    Row row = now.rows().at(parent, name);
    return row == null ? null : row.state();
  }

  @Override
  public Iterable<NodeState> children(NodeId parent) {
    return now.rows().children(parent).stream().map(Row::state).toList();
  }

  @Override
  public @Nullable Row row(NodeId node) {
    return now.rows().get(node);
  }

  @Override
  public List<Row> byInode(long inode, Timestamp birth) {
    List<Row> found = new ArrayList<>();
    for (Row row : now.rows().values()) {
      if (row.seen() != null && row.seen().inode() == inode && row.seen().birth().equals(birth)) {
        found.add(row);
      }
    }
    return found;
  }

  @Override
  public List<Row> unshown() {
    List<Row> unshown = new ArrayList<>();
    for (Row row : now.rows().values()) {
      if (!row.isShown() && !row.state().node().equals(NodeId.ROOT)) {
        unshown.add(row);
      }
    }
    return unshown;
  }

  @Override
  public void put(Row row) {
    now.rows().put(row);
  }

  @Override
  public void delete(NodeId node) {
    if (node.equals(NodeId.ROOT)) {
      throw new IllegalArgumentException("the root is always there");
    }
    now.rows().remove(node);
  }

  @Override
  public long fileCount() {
    long files = 0;
    for (Row row : now.rows().values()) {
      files += row.state().entry().isDirectory() ? 0 : 1;
    }
    return files;
  }

  @Override
  public List<Blocked> blocked() {
    return List.copyOf(now.blocked().values());
  }

  @Override
  public @Nullable Blocked blocked(NodeId node) {
    return now.blocked().get(node);
  }

  @Override
  public void putBlocked(Blocked blocked) {
    now.blocked().put(blocked.state().node(), blocked);
  }

  @Override
  public void deleteBlocked(NodeId node) {
    now.blocked().remove(node);
  }

  @Override
  public void clearPresent() {
    present.clear();
  }

  @Override
  public void markPresent(NodeId node) {
    present.add(node);
  }

  @Override
  public List<NodeId> notPresent(int limit) {
    List<NodeId> found = new ArrayList<>();
    for (Row row : now.rows().bottomUp()) {
      if (found.size() < limit && !present.contains(row.state().node())) {
        found.add(row.state().node());
      }
    }
    return found;
  }

  @Override
  public Cursor cursor() {
    return now.cursor();
  }

  @Override
  public void setCursor(Cursor cursor) {
    now = new State(now.rows(), now.blocked(), requireNonNull(cursor), now.terms());
  }

  @Override
  public List<TermEnd> terms() {
    return now.terms();
  }

  @Override
  public void setTerms(List<TermEnd> terms) {
    now = new State(now.rows(), now.blocked(), now.cursor(), List.copyOf(terms));
  }
}
