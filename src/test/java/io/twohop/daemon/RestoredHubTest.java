package io.twohop.daemon;

import static io.twohop.daemon.BrakesTest.awaitHeld;
import static io.twohop.daemon.BrakesTest.exists;
import static io.twohop.daemon.BrakesTest.held;
import static io.twohop.daemon.BrakesTest.remove;
import static io.twohop.daemon.BrakesTest.started;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub and a spoke with 240 files in a directory each, 480 in all, of which 100 may be missing
 * without a word. The hub comes back from a backup of its state, without its newest changes.
 */
class RestoredHubTest {
  @TempDir Path base;

  @Test
  void aRestoredHub_thatLacksHalf_takesNothingFromASpokeBeforeItIsApproved() throws Exception {
    try (Cluster cluster = started(base)) {
      Map<String, String> before = restoreTheHubWithout(cluster, "a");

      String digest = awaitHeld(cluster);
      assertThat(held(cluster).getFirst()).contains("240 files would be removed here (a)");
      assertThat(cluster.spoke(1).status().ready()).isFalse();
      cluster.until("the hub shows it", () -> heldAsTheHubShows(cluster) == 1);
      cluster.until("a barrier says why it waits", () -> barrierWaitsForAWord(cluster));
      assertThat(Snapshots.of(cluster.tree(1))).isEqualTo(before);

      assertThat(cluster.spoke(1).reject(digest)).contains("240 files").contains("stays here");
      assertThat(awaitHeld(cluster)).isEqualTo(digest);
      assertThat(Snapshots.of(cluster.tree(1))).isEqualTo(before);

      cluster.stopSpoke(1);
      cluster.restartSpoke(1);
      assertThat(awaitHeld(cluster)).isEqualTo(digest);
      assertThat(Snapshots.of(cluster.tree(1))).isEqualTo(before);

      assertThat(cluster.spoke(1).approve("0123456789ab")).isNull();
      assertThat(cluster.spoke(1).approve(digest)).contains("240 files");
      cluster.awaitEqual("a", false);
      cluster.awaitEqual("b/newest", true);
      cluster.until("nothing is held", () -> held(cluster).isEmpty());
      cluster.until("all ready", () -> cluster.spoke(1).status().ready());
    }
  }

  @Test
  void whatIsDoneHere_whileAPlanIsHeld_isToldWhenItIsApproved() throws Exception {
    try (Cluster cluster = started(base)) {
      restoreTheHubWithout(cluster, "a");
      String digest = awaitHeld(cluster);
      Files.writeString(cluster.tree(1).resolve("b/here"), "made while held");
      Files.writeString(cluster.tree(1).resolve("b/f3"), "edited while held");
      Files.writeString(cluster.tree(0).resolve("b/there"), "made meanwhile");
      tookAll(cluster);
      assertThat(exists(cluster.tree(1), "b/there")).isFalse();
      assertThat(exists(cluster.tree(0), "b/here")).isFalse();

      assertThat(cluster.spoke(1).approve(digest)).isNotNull();
      cluster.awaitEqual("b/here", true);
      cluster.awaitEqual("a", false);
      assertThat(cluster.tree(0).resolve("b/f3")).hasContent("edited while held");
      assertThat(cluster.tree(1).resolve("b/there")).hasContent("made meanwhile");
    }
  }

  @Test
  void whatTheHubLacked_isBroughtBackThere_passesWhenItIsRejected() throws Exception {
    try (Cluster cluster = started(base)) {
      Map<String, String> before = restoreTheHubWithout(cluster, "a");
      String digest = awaitHeld(cluster);
      copy(cluster.tree(1).resolve("a"), cluster.tree(0).resolve("a"));
      tookAll(cluster);

      assertThat(cluster.spoke(1).reject(digest)).isNotNull();
      cluster.until("nothing is held", () -> held(cluster).isEmpty());
      cluster.until("ready", () -> cluster.spoke(1).status().ready());
      cluster.until("all equal", cluster::areEqual);
      assertThat(Snapshots.of(cluster.tree(1))).containsOnlyKeys(before.keySet());
    }
  }

  @Test
  void aRestoredHub_thatLacksAFew_isFollowed() throws Exception {
    try (Cluster cluster = started(base)) {
      for (int i = 0; i < 50; i++) {
        Path from = cluster.tree(0).resolve("a/f" + i);
        Files.move(from, Files.createDirectories(cluster.tree(0).resolve("few")).resolve("f" + i));
      }
      cluster.awaitEqual("few/f49", true);
      cluster.awaitQuiet();
      restoreTheHubWithout(cluster, "few");

      cluster.awaitEqual("few", false);
      cluster.awaitEqual("b/newest", true);
      cluster.until("ready", () -> cluster.spoke(1).status().ready());
      assertThat(held(cluster)).isEmpty();
      assertThat(cluster.consoles.get(1).lines)
          .noneMatch(line -> line.contains("held:"))
          .anyMatch(line -> line.contains("what it told is asked for again"));
    }
  }

  @Test
  void aHub_thatOnlyStartedAgain_isFollowedHoweverMuchAMemberRemoved() throws Exception {
    try (Cluster cluster = started(base)) {
      cluster.addSpoke();
      cluster.awaitEqual("b/f9", true);
      cluster.awaitQuiet();
      cluster.stopSpoke(1);
      cluster.stopHub();
      cluster.restartHub();
      remove(cluster.tree(2).resolve("a"));
      cluster.until("the hub follows", () -> !exists(cluster.tree(0), "a"));
      cluster.stopHub();
      cluster.restartHub();
      cluster.restartSpoke(1);

      cluster.awaitEqual("a", false);
      cluster.awaitReady();
      assertThat(cluster.consoles.get(1).lines)
          .noneMatch(line -> line.contains("held:"))
          .noneMatch(line -> line.contains("what it told is asked for again"));
    }
  }

  /**
   * Leaves the spoke with a change that the hub, which comes back from a backup, does not know of,
   * while somebody removes a directory at the hub. Returns what the spoke has.
   */
  private Map<String, String> restoreTheHubWithout(Cluster cluster, String directory)
      throws Exception {
    Path state = base.resolve("hub/state");
    Path backup = base.resolve("backup");
    cluster.stopHub();
    copy(state, backup);
    cluster.restartHub();
    Files.writeString(cluster.tree(0).resolve("b/newest"), "not in the backup");
    cluster.awaitEqual("b/newest", true);
    cluster.awaitQuiet();
    cluster.until("the spoke has it durably", () -> hasSettledAll(cluster));
    cluster.stopSpoke(1);
    Map<String, String> before = new TreeMap<>(Snapshots.of(cluster.tree(1)));

    cluster.stopHub();
    remove(state);
    copy(backup, state);
    cluster.restartHub();
    cluster.until("the hub is ready", () -> cluster.consoles.getFirst().isReady());
    remove(cluster.tree(0).resolve(directory));
    tookAll(cluster);
    cluster.restartSpoke(1);
    return before;
  }

  /** Waits until all that happened in the hub's directory before now is in its journal. */
  private static void tookAll(Cluster cluster) throws InterruptedException {
    assertThat(cluster.hub().barrier(Duration.ofMinutes(1), true).reached()).isTrue();
  }

  private static boolean hasSettledAll(Cluster cluster) {
    HubStatus status = cluster.hub().status();
    return status.members().getFirst().settledSeq() == status.lastSeq();
  }

  private static boolean barrierWaitsForAWord(Cluster cluster) {
    try {
      BarrierResult late = cluster.spoke(1).barrier(Duration.ofMillis(300), true);
      return late.waitingFor()
          .equals(List.of("hub (what it told waits here; see 'twohop status')"));
    } catch (UserError e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static long heldAsTheHubShows(Cluster cluster) {
    return cluster.hub().status().members().getFirst().condition().held();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else if (Files.isRegularFile(path)) {
          Files.copy(path, target);
        }
      }
    }
  }
}
