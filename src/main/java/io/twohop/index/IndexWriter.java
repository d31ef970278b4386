package io.twohop.index;

import io.twohop.core.message.TermEnd;
import io.twohop.core.spoke.Blocked;
import io.twohop.core.spoke.Row;
import io.twohop.model.Cursor;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one connection that changes an index; its methods exclude each other. */
final class IndexWriter implements AutoCloseable {
  /** What became of a node: its row, or that it has none any more. */
  record RowChange(NodeId node, @Nullable Row row) {
    @Nullable NodeState live() {
      return row == null ? null : row.state();
    }
  }

  /** What became of a blocked node; null: it is not blocked any more. */
  record BlockedChange(@Nullable Blocked now) {}

  /** What one settlement commits. */
  record Batch(
      List<Pending.Taken<NodeId, RowChange>> rows,
      List<Pending.Taken<NodeId, BlockedChange>> blocked,
      Cursor cursor,
      List<TermEnd> terms,
      long fileCount,
      long begunSeconds) {}

  private final Database database;
  private final Interned interned;
  private final Meta meta;
  private final NodeTable.Writes<Row> nodes;
  private final NodeTable.Writes<Blocked> blocked;
  private final PreparedStatement addTerm;

  IndexWriter(Database database) {
    this.database = database;
    interned = new Interned(database, true);
    meta = new Meta(database);
    nodes = new NodeTable.Writes<>(database, interned, "node", Shapes.ROW);
    blocked = new NodeTable.Writes<>(database, interned, "blocked", Shapes.BLOCKED);
    addTerm = database.prepare("INSERT INTO term (position, term, last_seq) VALUES (?, ?, ?)");
  }

  synchronized void commit(Batch batch) {
    try (Database.Transaction transaction = database.begin()) {
      write(batch);
      transaction.commit();
    } catch (SQLException e) {
      interned.forget();
      throw database.problem(e);
    } catch (StoreProblem e) {
      interned.forget();
      throw e;
    }
  }

  /** WHY: all changed rows go before any comes, so that nodes may swap their unique places. */
  private void write(Batch batch) throws SQLException {
    for (Pending.Taken<NodeId, RowChange> change : batch.rows()) {
      nodes.delete(change.key());
    }
    for (Pending.Taken<NodeId, RowChange> change : batch.rows()) {
      Row row = change.value().row();
      if (row != null) {
        nodes.insert(row);
      }
    }
    for (Pending.Taken<NodeId, BlockedChange> change : batch.blocked()) {
      blocked.delete(change.key());
      Blocked now = change.value().now();
      if (now != null) {
        blocked.insert(now);
      }
    }
    meta.put("cursor_low", batch.cursor().low());
    meta.put("cursor_above", seqs(batch.cursor().above()));
    meta.put("file_count", batch.fileCount());
    if (batch.begunSeconds() != 0) {
      meta.put("settled_at", batch.begunSeconds());
    }
    Terms.write(database, addTerm, batch.terms());
  }

  private static byte[] seqs(List<Long> seqs) {
    ByteBuffer out = ByteBuffer.allocate(seqs.size() * Long.BYTES);
    seqs.forEach(out::putLong);
    return out.array();
  }

  /** Changes numbers beside the nodes in a transaction of their own. */
  synchronized void change(MetaChange change) {
    try (Database.Transaction transaction = database.begin()) {
      change.to(meta);
      transaction.commit();
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  /** See {@link #change}. */
  interface MetaChange {
    void to(Meta meta) throws SQLException;
  }

  @Override
  public synchronized void close() {
    database.close();
  }
}
