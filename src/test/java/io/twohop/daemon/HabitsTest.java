package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts what programs' habits cost, and holds {@code docs/habits.md} to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HabitsTest {
  private static final Path DOCUMENT = Path.of("docs/habits.md");

  private Cluster cluster;
  private int count;

  @BeforeAll
  void start(@TempDir Path base) throws Exception {
    cluster = new Cluster(base);
    cluster.addSpoke();
    cluster.addSpoke();
    cluster.awaitReady();
  }

  @AfterAll
  void end() {
    cluster.close();
  }

  static List<Habit> habits() {
    return Habits.all();
  }

  @ParameterizedTest
  @MethodSource("habits")
  void aHabit_onOneSpoke_makesTheEntriesOfTheDocumentAndShowsNoTemporaryName(Habit habit)
      throws Exception {
    String name = "h" + ++count;
    Path directory = Files.createDirectory(cluster.tree(1).resolve(name));
    Shell.run(directory, "rm -rf ../../out");
    Shell.run(directory, habit.prepare());
    cluster.awaitRest();
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      List<WatchKey> others = new ArrayList<>();
      for (int other : List.of(0, 2)) {
        others.add(
            cluster
                .tree(other)
                .resolve(name)
                .register(watch, StandardWatchEventKinds.ENTRY_CREATE));
      }
      JournalSince journal = cluster.journal();
      habit.change().in(directory);
      cluster.awaitRest();

      assertThat(journal.entries().size())
          .as("entries of %s: %s", habit, journal)
          .isBetween(habit.least(), habit.most());
      if (habit.most() <= habit.fewest() + 1) {
        assertThat(journal.contentEntries())
            .as("entries with content of %s: %s", habit, journal)
            .isLessThanOrEqualTo(habit.fewest());
      }
      assertThat(journal.names()).as("names in %s", journal).isSubsetOf(habit.names());
      assertThat(others.stream().flatMap(key -> made(key).stream()))
          .as("names seen on other members")
          .isSubsetOf(namesSeen(habit, directory));
    }
    cluster.assertNoProblems();
  }

  /** A file that is replaced by a rename shows as made, too. */
  private static List<String> namesSeen(Habit habit, Path directory) throws IOException {
    List<String> names = new ArrayList<>(habit.names());
    try (var files = Files.list(directory)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  private static List<String> made(WatchKey key) {
    return key.pollEvents().stream().map(WatchEvent::context).map(String::valueOf).toList();
  }

  @Test
  void theDocument_listsEveryHabit_withWhatIsCountedHere() throws IOException {
    List<List<String>> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.matches("\\|.*\\| *\\d+ *\\| *\\d+(–\\d+)? *\\|.*"))
            .map(line -> List.of(line.split(" *\\| *", -1)))
            .toList();
    assertThat(rows.stream().map(row -> row.get(1)))
        .containsExactlyElementsOf(habits().stream().map(Habit::name).toList());
    for (int i = 0; i < rows.size(); i++) {
      Habit habit = habits().get(i);
      List<String> row = rows.get(i);
      assertThat(row.get(3)).as("fewest of %s", habit).isEqualTo("" + habit.fewest());
      assertThat(row.get(4)).as("made of %s", habit).isEqualTo(habit.made());
      if (habit.most() > habit.fewest()) {
        assertThat(row.get(5)).as("why %s exceeds it", habit).isNotBlank();
      }
    }
  }
}
