package io.twohop.index;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * One connection to an SQLite file, for one thread at a time.
 *
 * <p>In WAL mode a reader sees what was committed when its statement began and never waits for the
 * writer, nor the writer for it.
 */
final class Database implements AutoCloseable {
  /** LIMIT: pages that a connection keeps in the heap of SQLite, in KiB (PRAGMA cache_size). */
  private static final int CACHE_KIB = 2_048;

  /** LIMIT: what the WAL is cut to after a checkpoint that emptied it. */
  private static final int WAL_KEPT_BYTES = 16 << 20;

  /** What a commit guarantees. */
  enum Durability {
    /** On disk when commit returns. */
    EACH_COMMIT,
    /** A prefix of the commits survives a power cut; all of them survive the process. */
    LATER
  }

  private final Path file;
  private final Connection connection;

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens the database for writing, makes it if it is not there and migrates it if it is old.
   *
   * @throws StoreProblem if it cannot be used; nothing was changed then
   */
  static Database openWriter(Path file, Schema schema, Durability durability) {
    SQLiteConfig config = config(CACHE_KIB);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setJournalSizeLimit(WAL_KEPT_BYTES);
    config.setSynchronous(
        durability == Durability.EACH_COMMIT
            ? SQLiteConfig.SynchronousMode.FULL
            : SQLiteConfig.SynchronousMode.NORMAL);
    Database database = connect(file, config);
    try {
      database.bringUpToDate(schema);
      return database;
    } catch (SQLException e) {
      database.close();
      throw database.problem(e);
    } catch (StoreProblem e) {
      database.close();
      throw e;
    }
  }

  /** Opens a database that a writer has opened before, for reading alone. */
  static Database openReader(Path file, int cacheKib) {
    Database database = connect(file, config(cacheKib));
    database.run("PRAGMA query_only = 1");
    return database;
  }

  private static SQLiteConfig config(int cacheKib) {
    SQLiteConfig config = new SQLiteConfig();
    config.setCacheSize(-cacheKib);
    config.setBusyTimeout(10_000);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    return config;
  }

  private static Database connect(Path file, SQLiteConfig config) {
    try {
      return new Database(file, config.createConnection("jdbc:sqlite:" + file));
    } catch (SQLException e) {
      throw problem(file, e);
    }
  }

  private void bringUpToDate(Schema schema) throws SQLException {
    long version = number("PRAGMA user_version");
    if (version > schema.version()) {
      throw new StoreProblem(
          StoreProblem.Kind.TOO_NEW,
          file,
          "was written by a newer Twohop (its version is "
              + version
              + ", known up to "
              + schema.version()
              + "); it was left as it is. Use the newer program",
          null);
    }
    boolean empty = number("SELECT count(*) FROM sqlite_schema") == 0;
    boolean ours = number("PRAGMA application_id") == schema.applicationId() && version > 0;
    if (!empty && !ours) {
      throw new StoreProblem(
          StoreProblem.Kind.DAMAGED, file, "is not a database of Twohop's " + schema.name(), null);
    }
    if (version == schema.version() && !empty) {
      return;
    }
    try (Transaction transaction = begin()) {
      if (empty) {
        run(schema.fresh());
        run("PRAGMA application_id = " + schema.applicationId());
      } else {
        schema.migrations().subList((int) version - 1, schema.version() - 1).forEach(this::run);
      }
      run("PRAGMA user_version = " + schema.version());
      transaction.commit();
    }
  }

  Path file() {
    return file;
  }

  PreparedStatement prepare(String sql) {
    try {
      return connection.prepareStatement(sql);
    } catch (SQLException e) {
      throw problem(e);
    }
  }

  /** Runs one or several statements that give no rows. */
  void run(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw problem(e);
    }
  }

  /** The number that a query gives; it must give one row. */
  long number(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new StoreProblem(StoreProblem.Kind.DAMAGED, file, "lacks the row of: " + sql, null);
      }
      return rows.getLong(1);
    } catch (SQLException e) {
      throw problem(e);
    }
  }

  /** A transaction that is rolled back when it is closed without a commit. */
  Transaction begin() {
    try {
      connection.setAutoCommit(false);
      return new Transaction();
    } catch (SQLException e) {
      throw problem(e);
    }
  }

  /** See {@link #begin()}. */
  final class Transaction implements AutoCloseable {
    private boolean committed;

    void commit() {
      try {
        connection.commit();
        committed = true;
      } catch (SQLException e) {
        throw problem(e);
      }
    }

    boolean committed() {
      return committed;
    }

    @Override
    public void close() {
      try {
        if (!committed) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      } catch (SQLException e) {
        throw problem(e);
      }
    }
  }

  StoreProblem problem(SQLException e) {
    return problem(file, e);
  }

  private static StoreProblem problem(Path file, SQLException e) {
    int primaryCode = e.getErrorCode() & 0xff;
    if (primaryCode == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primaryCode == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return new StoreProblem(StoreProblem.Kind.DAMAGED, file, "is damaged: " + e.getMessage(), e);
    }
    if (primaryCode == SQLiteErrorCode.SQLITE_FULL.code) {
      return new StoreProblem(StoreProblem.Kind.FULL, file, "cannot grow: the disk is full", e);
    }
    return new StoreProblem(StoreProblem.Kind.IO, file, "failed: " + e.getMessage(), e);
  }

  /** Closes the connection; the last one to close empties the WAL into the database. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw problem(e);
    }
  }
}
