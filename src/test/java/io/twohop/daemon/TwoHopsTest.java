package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoHopsTest {
  private static final int LARGE_BYTES = 3_000_001;

  @TempDir Path base;

  @Test
  void aChangeOnOneSpoke_isMade_isOnTheHubAndOnTheOtherSpoke() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.addSpoke();
      cluster.awaitReady();
      Path one = cluster.tree(1);
      Path two = cluster.tree(2);

      Files.writeString(one.resolve("a"), "one");
      cluster.awaitEqual("a", true);
      Files.writeString(two.resolve("a"), "overwritten");
      Files.createDirectories(two.resolve("dir/below"));
      Files.writeString(two.resolve("dir/below/file"), "deep");
      Files.createSymbolicLink(two.resolve("dir/link"), Path.of("below/file"));
      cluster.awaitEqual("dir/link", true);
      assertThat(one.resolve("a")).hasContent("overwritten");

      Files.setPosixFilePermissions(one.resolve("a"), PosixFilePermissions.fromString("rw-r-----"));
      Files.move(one.resolve("dir"), one.resolve("moved"));
      cluster.awaitEqual("moved/below/file", true);
      cluster.awaitEqual("dir", false);

      Files.delete(cluster.tree(0).resolve("moved/below/file"));
      Files.writeString(cluster.tree(0).resolve("from-hub"), "hub");
      cluster.awaitEqual("moved/below/file", false);
      cluster.awaitEqual("from-hub", true);
      cluster.assertNoProblems();
    }
  }

  @Test
  void aLargeFile_isWrittenAnywhere_arrivesEverywhere() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.addSpoke();
      cluster.awaitReady();

      write(cluster.tree(1).resolve("from-spoke"), 1);
      write(cluster.tree(0).resolve("from-hub"), 2);
      cluster.awaitEqual("from-spoke", true);
      cluster.awaitEqual("from-hub", true);
      write(cluster.tree(2).resolve("from-spoke"), 3);
      cluster.until(
          "overwritten",
          () ->
              sizeOf(cluster.tree(1).resolve("from-spoke")) == LARGE_BYTES + 3
                  && cluster.areEqual());
      cluster.assertNoProblems();
    }
  }

  @Test
  void aSpokeThatWasAway_comesBack_hasWhatItMissedAndTellsWhatItDid() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.addSpoke();
      cluster.awaitReady();
      Files.writeString(cluster.tree(1).resolve("early"), "early");
      Files.writeString(cluster.tree(1).resolve("removed"), "removed");
      cluster.awaitEqual("early", true);
      cluster.awaitEqual("removed", true);

      cluster.stopSpoke(2);
      Files.writeString(cluster.tree(1).resolve("missed"), "missed");
      Files.delete(cluster.tree(1).resolve("removed"));
      Files.writeString(cluster.tree(2).resolve("offline"), "offline");
      Files.writeString(cluster.tree(2).resolve("early"), "edited offline");
      cluster.restartSpoke(2);
      cluster.awaitReady();

      cluster.awaitEqual("missed", true);
      cluster.awaitEqual("offline", true);
      cluster.awaitEqual("removed", false);
      assertThat(cluster.tree(1).resolve("early")).hasContent("edited offline");
    }
  }

  @Test
  void aHub_isRestarted_goesOnWithEverybody() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.addSpoke();
      cluster.awaitReady();
      Files.writeString(cluster.tree(1).resolve("before"), "before");
      cluster.awaitEqual("before", true);

      cluster.stopHub();
      Files.writeString(cluster.tree(1).resolve("between"), "between");
      Files.writeString(cluster.tree(0).resolve("hub-between"), "hub");
      cluster.restartHub();

      cluster.awaitEqual("between", true);
      cluster.awaitEqual("hub-between", true);
    }
  }

  @Test
  void aNewSpoke_joinsASiteWithFiles_isReadyWhenItHasThemAll() throws Exception {
    Path tree = Files.createDirectories(base.resolve("hub/tree"));
    for (int i = 0; i < 300; i++) {
      Path directory = Files.createDirectories(tree.resolve("d" + i % 7 + "/e" + i % 3));
      Files.writeString(directory.resolve("f" + i), "content of " + i);
    }
    write(tree.resolve("large"), 4);
    try (Cluster cluster = new Cluster(base)) {
      cluster.awaitReady();
      cluster.addSpoke();
      cluster.awaitReady();

      assertThat(Snapshots.of(cluster.tree(1))).isEqualTo(Snapshots.of(tree));
      cluster.assertNoProblems();
    }
  }

  @Test
  void aBarrier_isAskedFor_isReachedWhenAllHaveWhatWasWrittenBefore() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.addSpoke();
      cluster.awaitReady();

      for (int i = 0; i < 20; i++) {
        Files.writeString(cluster.tree(1).resolve("f" + i), "x");
      }
      BarrierResult result = cluster.spoke(1).barrier(Duration.ofSeconds(60), false);

      assertThat(result.reached()).isTrue();
      assertThat(Snapshots.of(cluster.tree(2))).hasSize(20);
    }
  }

  @Test
  void anEdit_losesAgainstAnotherMembers_isKeptAtTheHub() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.addSpoke();
      cluster.awaitReady();
      Files.writeString(cluster.tree(1).resolve("both"), "first");
      cluster.awaitEqual("both", true);

      cluster.stopSpoke(2);
      Files.writeString(cluster.tree(1).resolve("both"), "the winner");
      cluster.until(
          "the hub has it", () -> sizeOf(cluster.tree(0).resolve("both")) == "the winner".length());
      Files.writeString(cluster.tree(2).resolve("both"), "the one that lost");
      cluster.restartSpoke(2);
      cluster.until("it is kept", () -> !cluster.hub().keep().list().isEmpty());
      cluster.until("all equal", cluster::areEqual);
      BarrierResult barrier = cluster.spoke(2).barrier(Duration.ofSeconds(60), false);
      assertThat(barrier.failed()).isEqualTo(1);
      assertThat(barrier.failedPaths()).containsExactly("both");

      assertThat(cluster.tree(2).resolve("both")).hasContent("the winner");
      assertThat(cluster.hub().keep().list())
          .singleElement()
          .satisfies(item -> {
            assertThat(item.pathForPeople()).isEqualTo("both");
            assertThat(item.who()).isEqualTo("s2");
            assertThat(item.sizeBytes()).isEqualTo("the one that lost".length());
          });
    }
  }

  private static void write(Path file, int seed) throws IOException {
    byte[] bytes = new byte[LARGE_BYTES + seed];
    new Random(seed).nextBytes(bytes);
    Path fresh = file.resolveSibling("." + file.getFileName() + ".part");
    Files.write(fresh, bytes);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }
}
