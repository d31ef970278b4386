package io.twohop.index;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads values from the columns of a row, one after the other. */
final class Columns {
  /** The columns of an entry, in the order of {@link #entry()}. */
  static final String ENTRY = "kind, content, size, mode, owner, mtime_s, mtime_ns";

  /** The columns of a node, in the order of {@link #state()}. */
  static final String STATE =
      "maker, counter, parent_maker, parent_counter, name, place_seq, body_seq, " + ENTRY;

  private final ResultSet row;
  private final Interned interned;
  private int position;

  Columns(ResultSet row, Interned interned) {
    this.row = row;
    this.interned = interned;
  }

  long number() throws SQLException {
    return row.getLong(++position);
  }

  /** The number, or {@code other} where the column is NULL. */
  long numberOr(long other) throws SQLException {
    long value = row.getLong(++position);
    return row.wasNull() ? other : value;
  }

  @Nullable Long numberOrNull() throws SQLException {
    long value = row.getLong(++position);
    return row.wasNull() ? null : value;
  }

  byte[] bytes() throws SQLException {
    byte[] value = row.getBytes(++position);
    return value == null ? new byte[0] : value;
  }

  NodeId node() throws SQLException {
    long maker = number();
    return new NodeId(interned.member(maker), number());
  }

  Timestamp time() throws SQLException {
    long seconds = number();
    return new Timestamp(seconds, (int) number());
  }

  /** The time, or {@code other} where the first of its columns is NULL. */
  Timestamp timeOr(Timestamp other) throws SQLException {
    long seconds = number();
    if (row.wasNull()) {
      position++;
      return other;
    }
    return new Timestamp(seconds, (int) number());
  }

  Entry entry() throws SQLException {
    int kind = (int) number();
    byte[] content = bytes();
    long size = number();
    int mode = (int) number();
    Owner owner = interned.owner(number());
    Timestamp mtime = time();
    return switch (kind) {
      case StoredKind.FILE ->
          new Entry.RegularFile(ContentHash.of(content), size, mode, owner, mtime);
      case StoredKind.DIRECTORY -> new Entry.Directory(mode, owner);
      case StoredKind.LINK -> new Entry.Symlink(Bytes.owning(content), owner);
      default -> throw new IllegalArgumentException("no such kind: " + kind);
    };
  }

  NodeState state() throws SQLException {
    NodeId node = node();
    NodeId parent = node();
    byte[] name = bytes();
    long placeSeq = number();
    long bodySeq = number();
    return new NodeState(
        node,
        parent,
        node.equals(NodeId.ROOT) ? NodeState.ROOT.name() : Name.of(name),
        placeSeq,
        entry(),
        bodySeq);
  }
}
