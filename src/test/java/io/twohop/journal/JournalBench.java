package io.twohop.journal;

import io.twohop.core.hub.JournalRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * Segments against a table of SQLite in WAL mode, by hand: bursts of changes of 10 KiB each, both
 * durable after each burst, in turn within one run. Prints the median time of a burst of each and
 * their ratio.
 */
final class JournalBench {
  private static final int ROUNDS = 150;
  private static final int WARM_UP = 30;
  private static final int CONTENT_BYTES = 10 << 10;

  private JournalBench() {}

  public static void main(String[] args) throws IOException, SQLException {
    Path directory = Files.createTempDirectory(Path.of(args[0]), "journal-bench");
    for (int burst : new int[] {1, 10, 100, 1_000}) {
      run(directory.resolve("b" + burst), burst);
    }
  }

  private static void run(Path directory, int burst) throws IOException, SQLException {
    Files.createDirectories(directory);
    int rounds = burst == 1_000 ? 20 : ROUNDS;
    int warmUp = burst == 1_000 ? 5 : WARM_UP;
    long[] segments = new long[rounds];
    long[] table = new long[rounds];
    try (SegmentJournal journal = SegmentJournal.open(directory.resolve("segments"));
        Connection sqlite =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("table.db"));
        Statement pragma = sqlite.createStatement()) {
      pragma.execute("PRAGMA journal_mode = WAL");
      pragma.execute("PRAGMA synchronous = FULL");
      pragma.execute("CREATE TABLE change (seq INTEGER PRIMARY KEY, record BLOB)");
      sqlite.setAutoCommit(false);
      try (PreparedStatement insert = sqlite.prepareStatement("INSERT INTO change VALUES (?, ?)")) {
        for (int round = -warmUp; round < rounds; round++) {
          long first = 1 + (long) (round + warmUp) * burst;
          List<JournalRecord> records = Records.changes(first, first + burst - 1, CONTENT_BYTES);
          long start = System.nanoTime();
          journal.append(records);
          journal.flush();
          long middle = System.nanoTime();
          for (int i = 0; i < burst; i++) {
            insert.setLong(1, first + i);
            insert.setBytes(2, RecordCodec.encode(records.get(i)));
            insert.executeUpdate();
          }
          sqlite.commit();
          long end = System.nanoTime();
          if (round >= 0) {
            segments[round] = middle - start;
            table[round] = end - middle;
          }
        }
      }
    }
    report(burst, segments, table);
  }

  private static void report(int burst, long[] segments, long[] table) {
    Arrays.sort(segments);
    Arrays.sort(table);
    double ours = segments[segments.length / 2] / 1e6;
    double theirs = table[table.length / 2] / 1e6;
    int p95 = segments.length * 95 / 100;
    System.out.printf(
        "burst %4d: segments %8.3f ms (p95 %8.3f, %7.0f/s), table %8.3f ms (p95 %8.3f, %7.0f/s),"
            + " ratio %.2f%n",
        burst,
        ours,
        segments[p95] / 1e6,
        burst / ours * 1e3,
        theirs,
        table[p95] / 1e6,
        burst / theirs * 1e3,
        ours / theirs);
  }
}
