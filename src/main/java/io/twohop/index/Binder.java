package io.twohop.index;

import io.twohop.model.Entry;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Timestamp;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/** Writes values into the parameters of a statement, one after the other. */
final class Binder {
  private final PreparedStatement statement;
  private final Interned interned;
  private int position;

  Binder(PreparedStatement statement, Interned interned) {
    this.statement = statement;
    this.interned = interned;
  }

  /** Begins with the first parameter again. */
  Binder start() {
    position = 0;
    return this;
  }

  Binder number(long value) throws SQLException {
    statement.setLong(++position, value);
    return this;
  }

  Binder bytes(byte[] value) throws SQLException {
    statement.setBytes(++position, value);
    return this;
  }

  Binder nothing() throws SQLException {
    statement.setNull(++position, Types.NULL);
    return this;
  }

  /** The value, or NULL where it is the same as what another column says. */
  Binder unlessSame(boolean same, long value) throws SQLException {
    return same ? nothing() : number(value);
  }

  /** Two columns. */
  Binder node(NodeId node) throws SQLException {
    return number(interned.numberOf(node.maker())).number(node.counter());
  }

  /** Two columns. */
  Binder time(Timestamp time) throws SQLException {
    return number(time.seconds()).number(time.nanos());
  }

  /** The seven columns of an entry. */
  Binder entry(Entry entry) throws SQLException {
    switch (entry) {
      case Entry.RegularFile f ->
          number(StoredKind.FILE)
              .bytes(f.content().toArray())
              .number(f.sizeBytes())
              .number(f.mode());
      case Entry.Directory d -> number(StoredKind.DIRECTORY).nothing().nothing().number(d.mode());
      case Entry.Symlink s ->
          number(StoredKind.LINK).bytes(s.target().shared()).nothing().nothing();
    }
    number(interned.numberOf(entry.owner()));
    return entry instanceof Entry.RegularFile f ? time(f.mtime()) : nothing().nothing();
  }

  /** The fourteen columns of a node. */
  Binder state(NodeState state) throws SQLException {
    boolean root = state.node().equals(NodeId.ROOT);
    return node(state.node())
        .node(state.parent())
        .bytes(root ? new byte[0] : state.name().shared())
        .number(state.placeSeq())
        .number(state.bodySeq())
        .entry(state.entry());
  }
}
