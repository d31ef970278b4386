package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All kinds of change, made on a spoke and made at the hub, with a second spoke that receives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryKindOfChangeTest {
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

  static List<Change> changes() {
    return Changes.all();
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChange_onASpoke_isMadeEverywhere(Change change) throws Exception {
    String name = "c" + ++count;
    Path directory = Files.createDirectory(cluster.tree(1).resolve(name));
    Shell.run(directory, change.prepare());
    cluster.awaitRest();
    JournalSince journal = cluster.journal();
    Shell.run(directory, change.act());
    String wanted = ExactTree.of(directory);
    cluster.awaitRest();

    assertThat(ExactTree.of(directory)).as("the author's own").isEqualTo(wanted);
    for (int other = 0; other < 3; other++) {
      assertThat(ExactTree.of(cluster.tree(other).resolve(name))).as("%d", other).isEqualTo(wanted);
    }
    assertThat(journal.entries()).as("%s", journal).hasSizeLessThanOrEqualTo(change.most());
    assertThat(cluster.hub().keep().list()).as("kept, though nobody else did anything").isEmpty();
    cluster.assertNoProblems();
  }

  /** All at the same time, each in a directory of its own. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void allChanges_atOnce_areMadeEverywhere(int author) throws Exception {
    Path tree = Files.createDirectory(cluster.tree(author).resolve("all" + author));
    for (Change change : Changes.all()) {
      Shell.run(Files.createDirectory(tree.resolve(directory(change))), change.prepare());
    }
    cluster.awaitRest();
    for (Change change : Changes.all()) {
      Shell.run(tree.resolve(directory(change)), change.act());
    }
    String wanted = ExactTree.of(tree);
    cluster.awaitRest();

    for (int member = 0; member < 3; member++) {
      Path there = cluster.tree(member).resolve("all" + author);
      assertThat(ExactTree.of(there)).as("%d", member).isEqualTo(wanted);
    }
    assertThat(cluster.hub().keep().list()).as("kept, though nobody else did anything").isEmpty();
    cluster.assertNoProblems();
  }

  private static String directory(Change change) {
    return change.name().replace(' ', '-');
  }
}
