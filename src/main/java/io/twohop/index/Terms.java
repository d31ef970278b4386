package io.twohop.index;

import io.twohop.core.message.TermEnd;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The table {@code term}, which both databases have. */
final class Terms {
  private Terms() {}

  static List<TermEnd> read(Database database) {
    List<TermEnd> terms = new ArrayList<>();
    try (PreparedStatement all =
            database.prepare("SELECT term, last_seq FROM term ORDER BY position");
        ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        terms.add(new TermEnd(rows.getLong(1), rows.getLong(2)));
      }
    } catch (SQLException e) {
      throw database.problem(e);
    }
    return terms;
  }

  /** Replaces all terms, within the transaction that is open. */
  static void write(Database database, PreparedStatement add, List<TermEnd> terms)
      throws SQLException {
    database.run("DELETE FROM term");
    for (int position = 0; position < terms.size(); position++) {
      add.setLong(1, position);
      add.setLong(2, terms.get(position).term());
      add.setLong(3, terms.get(position).lastSeq());
      add.executeUpdate();
    }
  }
}
