package io.twohop.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaTest {
  private static final String OLD = "CREATE TABLE a (x INTEGER) ;";
  private static final Schema TWO_STEPS =
      new Schema(
          "test",
          77,
          "CREATE TABLE a (x INTEGER, y TEXT); CREATE INDEX a_y ON a (y);",
          List.of("ALTER TABLE a ADD COLUMN y TEXT;", "CREATE INDEX a_y ON a (y);"));

  @TempDir Path directory;

  /** Each version that was ever released: its text is kept under {@code schema/} in the tests. */
  static Stream<Schema> releasedVersions() {
    return Stream.of(Schema.INDEX, Schema.HEADS)
        .flatMap(newest ->
            IntStream.rangeClosed(1, newest.version())
                .mapToObj(version ->
                    new Schema(
                        newest.name(),
                        newest.applicationId(),
                        released(newest.name() + "-v" + version + ".sql"),
                        newest.migrations().subList(0, version - 1))));
  }

  private static String released(String file) {
    try (InputStream in = SchemaTest.class.getResourceAsStream("/schema/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("releasedVersions")
  void migrate_fromEveryReleasedVersion_equalsAFreshDatabase(Schema old) throws SQLException {
    Schema newest = old.name().equals("index") ? Schema.INDEX : Schema.HEADS;
    Path migrated = directory.resolve("migrated.db");
    open(migrated, old).close();
    open(migrated, newest).close();
    open(directory.resolve("fresh.db"), newest).close();
    assertThat(shape(migrated)).isEqualTo(shape(directory.resolve("fresh.db")));
  }

  @Test
  void migrate_runsTheStepsThatAreMissing_onceAndInOrder() throws SQLException {
    Path file = directory.resolve("a.db");
    open(file, new Schema("test", 77, OLD, List.of())).close();
    open(file, TWO_STEPS).close();
    open(file, TWO_STEPS).close();
    try (Database database = Database.openReader(file, 64)) {
      assertThat(database.number("PRAGMA user_version")).isEqualTo(3);
      assertThat(database.number("SELECT count(*) FROM pragma_table_info('a')")).isEqualTo(2);
    }
  }

  @Test
  void migrate_thatFails_leavesTheOldVersion() throws SQLException {
    Path file = directory.resolve("a.db");
    open(file, new Schema("test", 77, OLD, List.of())).close();
    Schema broken =
        new Schema("test", 77, "", List.of("ALTER TABLE a ADD COLUMN y TEXT; DROP TABLE b;"));
    assertThatThrownBy(() -> open(file, broken)).isInstanceOf(StoreProblem.class);
    try (Database database = Database.openReader(file, 64)) {
      assertThat(database.number("PRAGMA user_version")).isEqualTo(1);
      assertThat(database.number("SELECT count(*) FROM pragma_table_info('a')")).isEqualTo(1);
    }
  }

  @Test
  void open_newerVersionThanKnown_isRefusedAndLeftAlone() throws SQLException {
    Path file = directory.resolve("a.db");
    open(file, TWO_STEPS).close();
    List<String> before = shape(file);
    assertThatThrownBy(() -> open(file, new Schema("test", 77, OLD, List.of())))
        .isInstanceOfSatisfying(
            StoreProblem.class,
            p -> {
              assertThat(p.kind()).isEqualTo(StoreProblem.Kind.TOO_NEW);
              assertThat(p).hasMessageContaining("a.db").hasMessageContaining("newer Twohop");
            });
    assertThat(shape(file)).isEqualTo(before);
  }

  private static Database open(Path file, Schema schema) {
    return Database.openWriter(file, schema, Database.Durability.LATER);
  }

  /** Tables, columns and indexes, without what only the text of the schema shows. */
  private static List<String> shape(Path file) throws SQLException {
    List<String> shape = new ArrayList<>();
    try (Database database = Database.openReader(file, 64)) {
      query(database, "SELECT type, name, tbl_name, '' FROM sqlite_schema ORDER BY 1, 2", shape);
      query(
          database,
          "SELECT s.name, c.name, c.type, c.\"notnull\" || c.pk FROM sqlite_schema s"
              + " JOIN pragma_table_xinfo(s.name) c ORDER BY s.name, c.cid",
          shape);
      query(
          database,
          "SELECT s.name, i.name, i.seqno, '' FROM sqlite_schema s"
              + " JOIN pragma_index_info(s.name) i ORDER BY s.name, i.seqno",
          shape);
    }
    return shape;
  }

  private static void query(Database database, String sql, List<String> into) throws SQLException {
    try (PreparedStatement statement = database.prepare(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        into.add(
            rows.getString(1)
                + " "
                + rows.getString(2)
                + " "
                + rows.getString(3)
                + " "
                + rows.getString(4));
      }
    }
  }
}
