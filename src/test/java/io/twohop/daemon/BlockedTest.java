package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a member cannot do: it is told, others go on, and it is done once it can be. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class BlockedTest {
  @TempDir Path base;

  @Test
  void aRemovedDirectory_thatHoldsSomethingUntracked_staysUntilThatIsGone() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      Path pipe = leftOver(cluster);

      assertThat(cluster.spoke(1).status().blocked()).singleElement().asString().contains("plugin");
      cluster.stopSpoke(1);
      cluster.restartSpoke(1);
      cluster.until(
          "remembered by the next process", () -> !cluster.spoke(1).status().blocked().isEmpty());
      cluster.until("ready", () -> cluster.spoke(1).status().ready());
      assertThat(cluster.tree(0).resolve("plugin")).doesNotExist();

      Files.delete(pipe);
      cluster.until("gone here too", () -> !Files.exists(cluster.tree(1).resolve("plugin")));
      cluster.until("told", () -> cluster.spoke(1).status().blocked().isEmpty());
      cluster.awaitRest();
    }
  }

  @Test
  void aRemovedDirectory_thatHoldsSomethingUntracked_isTheNextOneOfThatName() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      Path pipe = leftOver(cluster);

      Path anew = Files.createDirectory(cluster.tree(0).resolve("plugin"));
      Files.writeString(anew.resolve("b"), "second");
      cluster.until("unpacked around it", () -> Files.exists(cluster.tree(1).resolve("plugin/b")));
      cluster.until("not blocked", () -> cluster.spoke(1).status().blocked().isEmpty());
      assertThat(pipe).exists();
    }
  }

  @Test
  void aFile_whoseNameSomethingUntrackedHas_comesWhenThatIsGone() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.awaitReady();
      Path pipe = pipe(cluster.tree(1).resolve("taken"));
      Files.writeString(cluster.tree(0).resolve("taken"), "file");
      cluster.until("told", () -> !cluster.spoke(1).status().blocked().isEmpty());
      Files.writeString(cluster.tree(0).resolve("other"), "file");
      cluster.until("others go on", () -> Files.exists(cluster.tree(1).resolve("other")));

      Files.delete(pipe);
      cluster.until("it comes", () -> Files.isRegularFile(cluster.tree(1).resolve("taken")));
      cluster.until("not blocked", () -> cluster.spoke(1).status().blocked().isEmpty());
      cluster.awaitRest();
    }
  }

  /** A directory is removed on the hub, and a spoke has a FIFO in it. */
  private static Path leftOver(Cluster cluster) throws Exception {
    cluster.awaitReady();
    Path plugin = Files.createDirectory(cluster.tree(0).resolve("plugin"));
    Files.writeString(plugin.resolve("a"), "first");
    cluster.awaitEqual("plugin/a", true);
    Path pipe = pipe(cluster.tree(1).resolve("plugin/pipe"));
    Files.delete(plugin.resolve("a"));
    Files.delete(plugin);
    cluster.until("told", () -> !cluster.spoke(1).status().blocked().isEmpty());
    assertThat(cluster.tree(1).resolve("plugin/a")).doesNotExist();
    assertThat(pipe).exists();
    return pipe;
  }

  private static Path pipe(Path path) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    return path;
  }
}
