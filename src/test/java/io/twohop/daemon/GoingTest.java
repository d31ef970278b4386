package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that leave, are removed, lag or have something to tell. */
class GoingTest {
  @TempDir Path base;

  @Test
  void aSpoke_leaves_isForgottenAndKeepsItsFilesAndNeedsATokenAgain() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.awaitReady();
      Files.writeString(cluster.tree(1).resolve("file"), "mine");
      cluster.awaitEqual("file", true);

      cluster.spoke(1).leave();
      cluster.spoke(1).awaitEnd();
      assertThat(cluster.hub().status().members()).isEmpty();
      cluster.stopSpoke(1);

      assertThat(cluster.tree(1).resolve("file")).hasContent("mine");
      assertThat(base.resolve("s1/state/sites/main")).isEmptyDirectory();
      assertThatThrownBy(() -> cluster.restartSpoke(1))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("no token");
    }
  }

  @Test
  void aSpoke_leavesWhileTheHubIsAway_isToldAndStaysAMember() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.awaitReady();
      cluster.stopHub();
      cluster.until("disconnected", () -> !cluster.spoke(1).status().connected());

      assertThatThrownBy(() -> cluster.spoke(1).leave())
          .isInstanceOf(UserError.class)
          .hasMessageContaining("still a member");
      cluster.restartHub();
      cluster.until("connected again", () -> cluster.spoke(1).status().connected());
      assertThat(cluster.hub().status().members()).hasSize(1);
    }
  }

  @Test
  void aSpoke_isRemoved_staysUpAndSyncsNothing() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.awaitReady();

      assertThat(cluster.hub().removeMember("s1")).isTrue();
      cluster.until("removed", () -> cluster.spoke(1).isRemoved());
      assertThat(cluster.spoke(1).status().ready()).isFalse();
      assertThat(cluster.spoke(1).status().problems()).singleElement().asString().contains("hub");
      Files.writeString(cluster.tree(0).resolve("later"), "x");
      assertThat(cluster.hub().barrier(Duration.ofSeconds(30), false).reached()).isTrue();
      assertThat(cluster.tree(1).resolve("later")).doesNotExist();
    }
  }

  @Test
  void aSpoke_isRemovedWhileSomebodyWaits_saysSoAtOnce() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.addSpoke();
      cluster.awaitReady();
      Files.writeString(cluster.tree(0).resolve("file"), "x");
      cluster.awaitEqual("file", true);
      Path open = cluster.tree(2).resolve("file");
      try (FileChannel writer = FileChannel.open(open, StandardOpenOption.WRITE)) {
        assertThat(writer.isOpen()).isTrue();
        Files.writeString(cluster.tree(1).resolve("file"), "overwritten");
        FutureTask<Void> refusal =
            new FutureTask<>(
                () -> assertRefused(() -> cluster.spoke(1).barrier(Duration.ofMinutes(10), false)),
                null);
        Thread somebody = Thread.ofPlatform().start(refusal);
        cluster.until("it waits", () -> somebody.getState() == Thread.State.TIMED_WAITING);
        cluster.hub().removeMember("s1");
        refusal.get(20, TimeUnit.SECONDS);
      }
      assertRefused(() -> cluster.spoke(1).barrier(Duration.ofMinutes(10), true));
      assertRefused(() -> cluster.spoke(1).requireMember());
      assertRefused(() -> cluster.spoke(1).leave());
      assertThat(cluster.spoke(1).approve("digest")).isNull();
    }
  }

  /** Told that it is no member any more, and how it can be one again. */
  private void assertRefused(ThrowableAssert.ThrowingCallable asked) {
    assertThatThrownBy(asked)
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(UserError.EXIT_REFUSED_BY_HUB);
              assertThat(e).hasMessageContaining("mv " + base.resolve("s1/state"));
            });
  }

  @Test
  void aSpokeThatWasRemoved_andIsStartedWithANewToken_isToldThatItsStateIsInTheWay()
      throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.awaitReady();
      Files.writeString(cluster.tree(1).resolve("file"), "mine");
      cluster.awaitEqual("file", true);
      cluster.hub().removeMember("s1");
      cluster.until("removed", () -> cluster.spoke(1).isRemoved());
      cluster.stopSpoke(1);

      cluster.restartSpoke(1, cluster.hub().token("", Duration.ofHours(1), 1));
      assertRefused(() -> cluster.spoke(1).awaitEnd());
      cluster.stopSpoke(1);

      Files.move(base.resolve("s1/state"), base.resolve("s1/state.old"));
      cluster.restartSpoke(1, cluster.hub().token("", Duration.ofHours(1), 1));
      cluster.until("ready", () -> cluster.spoke(1).status().ready());
      Files.writeString(cluster.tree(0).resolve("later"), "x");
      cluster.awaitEqual("later", true);
      assertThat(cluster.tree(1).resolve("file")).hasContent("mine");
    }
  }

  @Test
  void aBarrier_isNotReachedInTime_namesWhoIsMissing() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.addSpoke();
      cluster.awaitReady();
      Files.writeString(cluster.tree(1).resolve("file"), "x");
      cluster.awaitEqual("file", true);

      Path open = cluster.tree(2).resolve("file");
      try (FileChannel writer = FileChannel.open(open, StandardOpenOption.WRITE)) {
        assertThat(writer.isOpen()).isTrue();
        Files.writeString(cluster.tree(1).resolve("file"), "overwritten");
        BarrierResult late = cluster.spoke(1).barrier(Duration.ofMillis(1_500), false);
        assertThat(late.reached()).isFalse();
        assertThat(late.waitingFor()).containsExactly("s2");
      }
      assertThat(cluster.spoke(1).barrier(Duration.ofSeconds(60), false).reached()).isTrue();
      cluster.stopHub();
      cluster.until("disconnected", () -> !cluster.spoke(1).status().connected());
      BarrierResult alone = cluster.spoke(1).barrier(Duration.ofMillis(300), false);
      assertThat(alone.waitingFor()).containsExactly("hub (not connected)");
    }
  }

  @Test
  void aSpokesTroubles_areShownAtTheHub() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.awaitReady();
      Path directory = Files.createDirectory(cluster.tree(1).resolve("dir"));
      Path pipe = cluster.tree(1).resolve("pipe");
      mkfifo(pipe);
      mkfifo(directory.resolve("inside"));

      cluster.until("the hub knows", () -> problemsAtTheHub(cluster) == 2);
      assertThat(cluster.spoke(1).status().problems()).hasSize(2);

      Files.delete(pipe);
      cluster.until("one is solved", () -> problemsAtTheHub(cluster) == 1);
      assertThat(cluster.spoke(1).status().problems())
          .singleElement()
          .asString()
          .contains("dir/inside");
      Files.move(directory, base.resolve("away"));
      cluster.until("gone with it", () -> cluster.spoke(1).status().problems().isEmpty());
      cluster.until("the hub knows that too", () -> problemsAtTheHub(cluster) == 0);
    }
  }

  private static long problemsAtTheHub(Cluster cluster) {
    return cluster.hub().status().members().getFirst().condition().problems();
  }

  private static void mkfifo(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }
}
