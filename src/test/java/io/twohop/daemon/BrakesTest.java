package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub and a spoke with 240 files in a directory each, 480 in all: inferred removals of 100 pass.
 */
class BrakesTest {
  private static final int FILES = 240;

  @TempDir Path base;

  @Test
  void aDirectoryWithHalfOfAllFiles_isRemovedWhileItIsWatched_goesEverywhere() throws Exception {
    try (Cluster cluster = started(base)) {
      remove(cluster.tree(1).resolve("a"));

      cluster.awaitEqual("a", false);
      assertThat(held(cluster)).isEmpty();
    }
  }

  @Test
  void halfOfAllFiles_wereRemovedWhileTheDaemonWasOff_waitForAWord() throws Exception {
    try (Cluster cluster = started(base)) {
      Map<String, String> before = Snapshots.of(cluster.tree(0));
      cluster.stopSpoke(1);
      remove(cluster.tree(1).resolve("a"));
      cluster.restartSpoke(1);
      String digest = awaitHeld(cluster);
      assertThat(held(cluster).getFirst()).contains("240 files removed here (a)");

      cluster.stopSpoke(1);
      cluster.restartSpoke(1);
      assertThat(awaitHeld(cluster)).isEqualTo(digest);
      Files.writeString(cluster.tree(1).resolve("b/new"), "goes on meanwhile");
      cluster.until("the new file is at the hub", () -> exists(cluster.tree(0), "b/new"));
      assertThat(Snapshots.of(cluster.tree(0))).containsAllEntriesOf(before);

      assertThat(cluster.spoke(1).approve("0123456789ab")).isNull();
      assertThat(cluster.spoke(1).approve(digest)).contains("240 files");
      cluster.awaitEqual("a", false);
      assertThat(held(cluster)).isEmpty();
    }
  }

  @Test
  void aHeldRemoval_isRejected_isBroughtBackFromTheHub() throws Exception {
    try (Cluster cluster = started(base)) {
      Map<String, String> before = Snapshots.of(cluster.tree(0));
      cluster.stopSpoke(1);
      remove(cluster.tree(1).resolve("a"));
      cluster.restartSpoke(1);
      String digest = awaitHeld(cluster);

      assertThat(cluster.spoke(1).reject(digest)).contains("240 files");
      cluster.awaitEqual("a/f7", true);
      assertThat(Snapshots.of(cluster.tree(1))).isEqualTo(before);
      assertThat(held(cluster)).isEmpty();
    }
  }

  @Test
  void anEmptiedRoot_isHeldAlsoIfItWasWatched_andComesBackIfRejected() throws Exception {
    try (Cluster cluster = started(base)) {
      Map<String, String> before = Snapshots.of(cluster.tree(0));
      Files.move(cluster.tree(1).resolve("a"), base.resolve("aside-a"));
      Files.move(cluster.tree(1).resolve("b"), base.resolve("aside-b"));
      String digest = awaitHeld(cluster);

      assertThat(held(cluster).getFirst()).contains("480 files");
      assertThat(Snapshots.of(cluster.tree(0))).isEqualTo(before);
      assertThat(cluster.spoke(1).reject(digest)).isNotNull();
      cluster.awaitEqual("b/f3", true);
      assertThat(Snapshots.of(cluster.tree(1))).isEqualTo(before);
    }
  }

  @Test
  void whatIsHeld_comesBackByItself_isHeldNoMore() throws Exception {
    try (Cluster cluster = started(base)) {
      cluster.stopSpoke(1);
      Files.move(cluster.tree(1).resolve("a"), base.resolve("aside"));
      cluster.restartSpoke(1);
      String digest = awaitHeld(cluster);
      Files.move(base.resolve("aside"), cluster.tree(1).resolve("a"));

      cluster.until("nothing is held", () -> held(cluster).isEmpty());
      assertThat(cluster.spoke(1).approve(digest)).isNull();
      cluster.until("all equal", cluster::areEqual);
      assertThat(exists(cluster.tree(0), "a/f0")).isTrue();
    }
  }

  @Test
  void anIncomingEdit_ofWhatIsHeld_winsAndBringsItBack() throws Exception {
    try (Cluster cluster = started(base)) {
      cluster.stopSpoke(1);
      for (int i = 0; i < FILES; i++) {
        Files.delete(cluster.tree(1).resolve("a/f" + i));
      }
      cluster.restartSpoke(1);
      String digest = awaitHeld(cluster);

      Files.writeString(cluster.tree(0).resolve("a/f5"), "edited meanwhile");
      cluster.until("it is back", () -> exists(cluster.tree(1), "a/f5"));
      assertThat(cluster.tree(1).resolve("a/f5")).hasContent("edited meanwhile");
      String now = awaitHeld(cluster);
      assertThat(now).isNotEqualTo(digest);
      assertThat(cluster.spoke(1).approve(now)).contains("239 files");
      cluster.awaitEqual("a/f6", false);
      assertThat(cluster.tree(0).resolve("a/f5")).hasContent("edited meanwhile");
    }
  }

  @Test
  void everyFile_isChangedWhileTheDaemonWasOff_isHeldAndComesBackIfRejected() throws Exception {
    try (Cluster cluster = started(base)) {
      Map<String, String> before = Snapshots.of(cluster.tree(0));
      cluster.stopSpoke(1);
      rewriteAll(cluster.tree(1));
      cluster.restartSpoke(1);
      String digest = awaitHeld(cluster);
      assertThat(held(cluster).getFirst()).contains("480 files changed here");
      assertThat(Snapshots.of(cluster.tree(0))).isEqualTo(before);

      assertThat(cluster.spoke(1).reject(digest)).contains("480 files");
      cluster.until("it is as it was", () -> Snapshots.of(cluster.tree(1)).equals(before));
      assertThat(Snapshots.of(cluster.tree(0))).isEqualTo(before);
    }
  }

  @Test
  void everyFile_isChangedAndThatIsApproved_goesEverywhere() throws Exception {
    try (Cluster cluster = started(base)) {
      cluster.stopSpoke(1);
      rewriteAll(cluster.tree(1));
      cluster.restartSpoke(1);
      assertThat(cluster.spoke(1).approve(awaitHeld(cluster))).isNotNull();

      cluster.until("all equal", cluster::areEqual);
      assertThat(cluster.tree(0).resolve("b/f9")).hasContent("encrypted");
      assertThat(held(cluster)).isEmpty();
    }
  }

  @Test
  void allFilesButOne_areChangedWhileTheDaemonWasOff_passByThemselves() throws Exception {
    try (Cluster cluster = started(base)) {
      String kept = Files.readString(cluster.tree(1).resolve("b/f9"));
      cluster.stopSpoke(1);
      Path aside = base.resolve("aside");
      Files.move(cluster.tree(1).resolve("b/f9"), aside);
      rewriteAll(cluster.tree(1));
      Files.move(aside, cluster.tree(1).resolve("b/f9"));
      cluster.restartSpoke(1);

      cluster.awaitReady();
      cluster.until("all equal", cluster::areEqual);
      assertThat(cluster.tree(0).resolve("b/f8")).hasContent("encrypted");
      assertThat(cluster.tree(0).resolve("b/f9")).hasContent(kept);
    }
  }

  private static void rewriteAll(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        Files.writeString(path, "encrypted");
      }
    }
  }

  @Test
  void theHubsOwnDirectory_losesHalfWhileItIsOff_waitsForAWordToo() throws Exception {
    try (Cluster cluster = started(base)) {
      cluster.stopHub();
      remove(cluster.tree(0).resolve("a"));
      cluster.restartHub();
      cluster.until("held at the hub", () -> !cluster.hub().status().own().held().isEmpty());
      String digest = digest(cluster.hub().status().own().held());
      assertThat(exists(cluster.tree(1), "a/f0")).isTrue();

      assertThat(cluster.hub().approve(digest)).isNotNull();
      cluster.awaitEqual("a", false);
    }
  }

  static Cluster started(Path base) throws IOException, UserError {
    Path tree = Files.createDirectories(base.resolve("hub/tree"));
    for (String directory : List.of("a", "b")) {
      Path in = Files.createDirectories(tree.resolve(directory));
      for (int i = 0; i < FILES; i++) {
        Files.writeString(in.resolve("f" + i), directory + i);
      }
    }
    Cluster cluster = new Cluster(base);
    cluster.awaitReady();
    cluster.addSpoke();
    cluster.awaitReady();
    cluster.awaitEqual("a/f1", true);
    cluster.awaitQuiet();
    return cluster;
  }

  static List<String> held(Cluster cluster) {
    return cluster.spoke(1).status().held();
  }

  static String awaitHeld(Cluster cluster) {
    cluster.until("something is held", () -> !held(cluster).isEmpty());
    cluster.until("connected", () -> cluster.spoke(1).status().connected());
    return digest(held(cluster));
  }

  private static String digest(List<String> held) {
    return held.getFirst().substring(0, held.getFirst().indexOf(' '));
  }

  static boolean exists(Path tree, String path) {
    return Files.exists(tree.resolve(path));
  }

  static void remove(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
