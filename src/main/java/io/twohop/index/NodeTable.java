package io.twohop.index;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A table whose rows are keyed by node and, where it has places, unique on (parent, name). */
final class NodeTable<R> {
  /** Of {@link #children} and {@link #page}: the root lists itself under the empty name. */
  private static final byte[] BEFORE_ALL_NAMES = {};

  /** A column list has as many parameters: the state's fourteen and more. */
  private static final int STATE_COLUMNS = 14;

  /** LIMIT: rows that are remembered, some 600 bytes each, and places. */
  private static final int REMEMBERED = 2_048;

  private final Database database;
  private final Interned interned;
  private final RowShape<R> shape;
  private final Remembered<NodeId, R> nodes = new Remembered<>(REMEMBERED);
  private final Remembered<Place, R> places = new Remembered<>(REMEMBERED);
  private final PreparedStatement byNode;
  private final PreparedStatement byPlace;
  private final PreparedStatement below;
  private final PreparedStatement all;

  NodeTable(Database database, Interned interned, String table, RowShape<R> shape) {
    this.database = database;
    this.interned = interned;
    this.shape = shape;
    String select = "SELECT " + Columns.STATE + shape.moreColumns() + " FROM " + table;
    byNode = database.prepare(select + " WHERE maker = ? AND counter = ?");
    byPlace =
        database.prepare(select + " WHERE parent_maker = ? AND parent_counter = ? AND name = ?");
    below =
        database.prepare(
            select
                + " WHERE parent_maker = ? AND parent_counter = ? AND name > ?"
                + " ORDER BY name LIMIT ?");
    all = database.prepare(select + " ORDER BY maker, counter");
  }

  private record Place(NodeId parent, Name name) {}

  @Nullable R get(NodeId node) {
    return nodes.get(node, this::readNode);
  }

  private @Nullable R readNode(NodeId node) {
    try {
      new Binder(byNode, interned).node(node);
      return first(byNode);
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  @Nullable R at(NodeId parent, Name name) {
    return places.get(new Place(parent, name), this::readPlace);
  }

  /** What is remembered may have changed: to be called after each commit of the writer. */
  void forget() {
    nodes.clear();
    places.clear();
  }

  private @Nullable R readPlace(Place place) {
    try {
      new Binder(byPlace, interned).node(place.parent()).bytes(place.name().shared());
      return first(byPlace);
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  private @Nullable R first(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? read(rows) : null;
    }
  }

  private R read(ResultSet row) throws SQLException {
    try {
      return shape.read(new Columns(row, interned));
    } catch (IllegalArgumentException e) {
      throw new StoreProblem(
          StoreProblem.Kind.DAMAGED, database.file(), "holds a row that cannot be", e);
    }
  }

  /** The rows below a directory by name. */
  List<R> children(NodeId parent) {
    return page(parent, BEFORE_ALL_NAMES, Integer.MAX_VALUE);
  }

  /** The first rows below a directory whose name comes after this one. */
  List<R> page(NodeId parent, byte[] afterName, int limit) {
    try {
      new Binder(below, interned).node(parent).bytes(afterName).number(limit);
      return rows(below);
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  /** All rows, by node; for tables that are known to be small. */
  List<R> all() {
    try {
      return rows(all);
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  /** Walks over all rows by node until {@code goOn} says no. */
  void forEach(Predicate<R> goOn) {
    try (ResultSet rows = all.executeQuery()) {
      while (rows.next() && goOn.test(read(rows))) {
        // all is done by the test
      }
    } catch (SQLException e) {
      throw database.problem(e);
    }
  }

  /** What a query of this table's columns gives. */
  List<R> rows(PreparedStatement query) throws SQLException {
    List<R> found = new ArrayList<>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        found.add(read(rows));
      }
    }
    return found;
  }

  /** The statements that change such a table. */
  static final class Writes<R> {
    private final RowShape<R> shape;
    private final PreparedStatement delete;
    private final PreparedStatement insert;
    private final Binder toDelete;
    private final Binder toInsert;

    Writes(Database database, Interned interned, String table, RowShape<R> shape) {
      this.shape = shape;
      delete = database.prepare("DELETE FROM " + table + " WHERE maker = ? AND counter = ?");
      insert =
          database.prepare(
              "INSERT INTO "
                  + table
                  + " ("
                  + Columns.STATE
                  + shape.moreColumns()
                  + ") VALUES (?"
                  + ", ?".repeat(STATE_COLUMNS + shape.moreColumnCount() - 1)
                  + ")");
      toDelete = new Binder(delete, interned);
      toInsert = new Binder(insert, interned);
    }

    void delete(NodeId node) throws SQLException {
      toDelete.start().node(node);
      delete.executeUpdate();
    }

    void insert(R row) throws SQLException {
      shape.write(toInsert.start(), row);
      insert.executeUpdate();
    }
  }
}
