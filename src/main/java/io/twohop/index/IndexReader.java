package io.twohop.index;

import io.twohop.core.message.TermEnd;
import io.twohop.core.spoke.Blocked;
import io.twohop.core.spoke.Row;
import io.twohop.model.Bytes;
import io.twohop.model.Cursor;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The committed rows of an index, through the connection of the site's thread. */
final class IndexReader implements AutoCloseable {
  private final Database database;
  private final NodeTable<Row> nodes;
  private final NodeTable<Blocked> blocked;
  private final PreparedStatement byInode;
  private final PreparedStatement seenOtherwise;
  private final Meta meta;

  IndexReader(Database database) {
    this.database = database;
    Interned interned = new Interned(database, false);
    nodes = new NodeTable<>(database, interned, "node", Shapes.ROW);
    blocked = new NodeTable<>(database, interned, "blocked", Shapes.BLOCKED);
    byInode =
        database.prepare(
            "SELECT "
                + Columns.STATE
                + Shapes.ROW.moreColumns()
                + " FROM node WHERE seen_inode = ?");
    seenOtherwise =
        database.prepare(
            "SELECT "
                + Columns.STATE
                + Shapes.ROW.moreColumns()
                + " FROM node WHERE seen_inode IS NULL OR seen_mode IS NOT NULL"
                + " OR (seen_mtime_s IS NOT NULL AND kind = "
                + StoredKind.FILE
                + ")");
    meta = new Meta(database);
  }

  /** A commit has changed rows. */
  void changed() {
    nodes.forget();
  }

  @Nullable Row row(NodeId node) {
    return nodes.get(node);
  }

  @Nullable Row at(NodeId parent, Name name) {
    return nodes.at(parent, name);
  }

  List<NodeState> children(NodeId parent) {
    List<NodeState> states = new ArrayList<>();
    nodes.children(parent).forEach(row -> states.add(row.state()));
    return states;
  }

  List<Row> byInode(long inode) {
    try {
      byInode.setLong(1, inode);
      return nodes.rows(byInode);
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  /** The rows that were not seen, or not with the mode and the time that they should have. */
  List<Row> seenOtherwise() {
    try {
      return nodes.rows(seenOtherwise);
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  /** Walks over all rows in the order of their nodes until {@code goOn} says no. */
  void forEachState(Predicate<NodeState> goOn) {
    nodes.forEach(row -> goOn.test(row.state()));
  }

  List<Blocked> blocked() {
    return blocked.all();
  }

  List<TermEnd> terms() {
    return Terms.read(database);
  }

  long fileCount() {
    try {
      return meta.number("file_count");
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  Cursor cursor() {
    try {
      byte[] stored = meta.bytes("cursor_above");
      ByteBuffer above = ByteBuffer.wrap(stored == null ? new byte[0] : stored);
      List<Long> seqs = new ArrayList<>();
      while (above.remaining() >= Long.BYTES) {
        seqs.add(above.getLong());
      }
      return new Cursor(meta.number("cursor_low"), seqs);
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  @Nullable Origin origin() {
    try {
      String site = meta.text("site");
      byte[] root = meta.bytes("root");
      return site == null || root == null
          ? null
          : new Origin(new MemberId(meta.number("member")), site, Bytes.owning(root));
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  @Nullable Unflushed unflushed() {
    try {
      long until = meta.number("unflushed_until");
      return until == 0 ? null : new Unflushed(meta.number("unflushed_since"), until);
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  LastRun lastRun(String bootId) {
    try {
      String boot = meta.text("boot");
      if (boot == null) {
        return LastRun.NONE;
      }
      if (meta.number("clean") == 1) {
        return LastRun.CLEAN;
      }
      return boot.equals(bootId) ? LastRun.KILLED : LastRun.MACHINE_STOPPED;
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
