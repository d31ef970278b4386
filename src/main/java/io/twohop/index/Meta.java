package io.twohop.index;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The table {@code meta}, which both databases have: values by name. */
final class Meta {
  private final Database database;
  private final PreparedStatement get;
  private final PreparedStatement put;

  Meta(Database database) {
    this.database = database;
    get = database.prepare("SELECT value FROM meta WHERE name = ?");
    put = database.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)");
  }

  /** The number of this name, 0 if there is none. */
  long number(String name) throws SQLException {
    get.setString(1, name);
    try (ResultSet rows = get.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  @Nullable String text(String name) throws SQLException {
    get.setString(1, name);
    try (ResultSet rows = get.executeQuery()) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  byte @Nullable [] bytes(String name) throws SQLException {
    get.setString(1, name);
    try (ResultSet rows = get.executeQuery()) {
      return rows.next() ? rows.getBytes(1) : null;
    }
  }

  void put(String name, long value) throws SQLException {
    put.setString(1, name);
    put.setLong(2, value);
    put.executeUpdate();
  }

  void put(String name, String value) throws SQLException {
    put.setString(1, name);
    put.setString(2, value);
    put.executeUpdate();
  }

  void put(String name, byte[] value) throws SQLException {
    put.setString(1, name);
    put.setBytes(2, value);
    put.executeUpdate();
  }

  StoreProblem problem(SQLException e) {
    return database.problem(e);
  }
}
