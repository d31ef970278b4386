package io.twohop.index;

import io.twohop.core.hub.Heads;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A walk over the committed heads in one read transaction. Held in the heap: a page of names for
 * each directory between the root and where the walk is.
 */
final class HeadsSnapshot implements Heads.Snapshot {
  /** LIMIT: pages of SQLite that one snapshot keeps in memory; several may be open at once. */
  private static final int CACHE_KIB = 512;

  /** LIMIT: nodes that are read ahead in each directory. */
  private static final int PAGE_NODES = 128;

  /** A directory that the walk is in. */
  private final class Level {
    private final NodeId directory;
    private Iterator<NodeState> page = List.<NodeState>of().iterator();
    private byte[] lastName = {};
    private boolean mayHaveMore = true;

    Level(NodeId directory) {
      this.directory = directory;
    }

    boolean hasNext() {
      if (!page.hasNext() && mayHaveMore) {
        List<NodeState> read = live.page(directory, lastName, PAGE_NODES);
        mayHaveMore = read.size() == PAGE_NODES;
        page = read.iterator();
      }
      return page.hasNext();
    }

    NodeState next() {
      NodeState state = page.next();
      lastName = state.name().shared();
      return state;
    }
  }

  private final Database database;
  private final NodeTable<NodeState> live;
  private final long seq;
  private final Deque<Level> levels = new ArrayDeque<>();
  private boolean closed;

  private HeadsSnapshot(Database database) throws SQLException {
    this.database = database;
    Interned interned = new Interned(database, false);
    live = new NodeTable<>(database, interned, "live", Shapes.STATE);
    // The first read of the transaction fixes what it sees until the end.
    database.run("BEGIN");
    seq = new Meta(database).number("last_seq");
    levels.push(new Level(NodeId.ROOT));
  }

  static HeadsSnapshot open(Path file) {
    Database database = Database.openReader(file, CACHE_KIB);
    try {
      return new HeadsSnapshot(database);
    } catch (SQLException e) {
      database.close();
      throw database.problem(e);
    } catch (StoreProblem e) {
      database.close();
      throw e;
    }
  }

  @Override
  public long seq() {
    return seq;
  }

  @Override
  public boolean hasNext() {
    while (!levels.isEmpty() && !levels.peek().hasNext()) {
      levels.pop();
    }
    return !levels.isEmpty();
  }

  @Override
  public NodeState next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    NodeState state = levels.peek().next();
    if (state.entry().isDirectory()) {
      levels.push(new Level(state.node()));
    }
    return state;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      database.close();
    }
  }
}
