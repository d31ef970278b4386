package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.model.Bytes;
import io.twohop.model.exclude.ExcludePattern;
import io.twohop.model.exclude.Excludes;
import io.twohop.transport.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mistakes of people and of machines that only root can make: small and read-only file systems.
 * Each has one clear message, and nothing is lost.
 */
class MistakesTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path base;

  @Test
  void aFullDisk_pausesTheSpoke_whichGoesOnWhenThereIsRoom() throws Exception {
    Path tree = Files.createDirectories(base.resolve("s1/tree"));
    try (Mounted small = Mounted.tmpfs(tree, "size=2m");
        Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.awaitReady();
      Files.writeString(cluster.tree(0).resolve("small"), "x");
      cluster.awaitEqualBut(".twohop", "small");

      Files.write(cluster.tree(0).resolve("large"), new byte[4 * MEGABYTE]);
      for (int i = 0; i < 60; i++) {
        byte[] bytes = new byte[60_000];
        Arrays.fill(bytes, (byte) i);
        Files.write(cluster.tree(0).resolve("f" + i), bytes);
      }
      cluster.until(
          "it says so", () -> cluster.spoke(1).status().problems().toString().contains("room"));
      assertThat(cluster.consoles.get(1).lines).anyMatch(line -> line.contains("fix:  make room"));
      cluster.until(
          "the hub knows",
          () -> cluster.hub().status().members().getFirst().condition().problems() > 0);

      small.remount("size=40m");
      cluster.awaitEqualBut(".twohop", "large");
      cluster.until("well again", () -> cluster.spoke(1).status().problems().isEmpty());
      // Once, and not at every attempt.
      assertThat(cluster.consoles.get(1).lines.stream().filter(l -> l.contains("paused")))
          .hasSizeLessThan(10);
      cluster.stopSpoke(1);
    }
  }

  @Test
  void aFullStateDisk_endsTheSpokeWithOneMessage_andItGoesOnWhenThereIsRoom() throws Exception {
    Path state = Files.createDirectories(base.resolve("s1/state"));
    try (Mounted small = Mounted.tmpfs(state, "size=6m");
        Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.awaitReady();
      Path fill = fill(small.path());
      writeMany(cluster.tree(0));
      endsFull(cluster.spoke(1)::awaitEnd);
      cluster.stopSpoke(1);

      Files.delete(fill);
      cluster.restartSpoke(1);
      cluster.awaitEqualBut(".twohop", "f299");
    }
  }

  @Test
  void aFullStateDisk_endsTheHubWithOneMessage_andItGoesOnWhenThereIsRoom() throws Exception {
    Path state = Files.createDirectories(base.resolve("hub/state"));
    try (Mounted small = Mounted.tmpfs(state, "size=70m");
        Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.awaitReady();
      Path fill = fill(state);
      writeMany(cluster.tree(1));
      endsFull(cluster.hub()::awaitEnd);
      cluster.stopHub();

      Files.delete(fill);
      small.remount("size=300m");
      cluster.restartHub();
      cluster.awaitEqualBut(".twohop", "f299");
    }
  }

  @Test
  void aFileThatHasNoRoomOnTheHub_isSaidInItsStatus_andTakenInWhenThereIsRoom() throws Exception {
    Path state = Files.createDirectories(base.resolve("hub/state"));
    try (Mounted small = Mounted.tmpfs(state, "size=70m");
        Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.awaitReady();
      Files.write(cluster.tree(1).resolve("large"), new byte[80 * MEGABYTE]);
      cluster.until("the hub says so", () -> !cluster.hub().status().problems().isEmpty());
      assertThat(cluster.hub().status().problems())
          .singleElement()
          .asString()
          .contains("large file", "no room");
      Files.writeString(cluster.tree(1).resolve("small"), "x");
      cluster.until("others go on", () -> Files.exists(cluster.tree(0).resolve("small")));

      small.remount("size=300m");
      cluster.awaitEqualBut(".twohop", "large");
      assertThat(cluster.hub().status().problems()).isEmpty();
    }
  }

  private static Path fill(Path directory) throws IOException {
    Path fill = directory.resolve("fill");
    try (var out = Files.newOutputStream(fill)) {
      byte[] block = new byte[4_096];
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      return fill;
    }
  }

  private static void writeMany(Path tree) throws IOException {
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[60_000];
      Arrays.fill(bytes, (byte) i);
      Files.write(tree.resolve("f" + i), bytes);
    }
  }

  private static void endsFull(ThrowableAssert.ThrowingCallable awaitEnd) {
    assertThatThrownBy(awaitEnd)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("state directory is full")
        .hasMessageContaining("fix:  make room")
        .satisfies(e -> assertThat(((UserError) e).exitCode()).isEqualTo(13));
  }

  @Test
  void aReadOnlyDirectory_isRefused() throws Exception {
    Path tree = Files.createDirectories(base.resolve("tree"));
    try (Mounted readOnly = Mounted.tmpfs(tree, "size=1m,ro")) {
      assertThat(readOnly.path()).isEqualTo(tree);
      assertThatThrownBy(() -> hub(tree))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(tree + " is mounted read-only")
          .hasMessageContaining("--dir");
    }
  }

  @Test
  void aFileSystemInsideTheTree_isRefused_unlessItIsExcluded() throws Exception {
    Path tree = Files.createDirectories(base.resolve("tree"));
    Path inside = Files.createDirectories(tree.resolve("a/cache"));
    try (Mounted mounted = Mounted.tmpfs(inside, "size=1m")) {
      assertThat(mounted.path()).isEqualTo(inside);
      assertThatThrownBy(() -> hub(tree))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("at a/cache")
          .hasMessageContaining("--exclude '/a/cache/'");
      for (String pattern : List.of("/a/cache/", "/a/")) {
        hub(tree, Excludes.of(List.of(ExcludePattern.parse(pattern).orElseThrow()))).close();
      }
    }
  }

  @Test
  void aDirectoryThatIsNotMounted_isRefused_andNothingIsRemoved() throws Exception {
    try (Cluster cluster = new Cluster(base)) {
      cluster.addSpoke();
      cluster.awaitReady();
      Files.writeString(cluster.tree(0).resolve("file"), "x");
      cluster.awaitEqual("file", true);
      cluster.stopSpoke(1);
      Path tree = cluster.tree(1);
      Files.move(tree, base.resolve("unmounted"));
      Files.createDirectory(tree);

      assertThatThrownBy(() -> cluster.restartSpoke(1))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("not mounted")
          .hasMessageContaining("fix:");
      assertThat(cluster.tree(0).resolve("file")).exists();
      Files.delete(tree);
      Files.move(base.resolve("unmounted"), tree);
      cluster.restartSpoke(1);
      cluster.awaitReady();
      cluster.awaitEqual("file", true);
    }
  }

  @Test
  void anExpiredToken_isRefusedByTheHub() throws Exception {
    refusedWith(12, "does not let this spoke in", Duration.ofMillis(1), token -> token);
  }

  @Test
  void aTokenWithAnotherSecret_isRefusedByTheHub() throws Exception {
    refusedWith(
        12,
        "does not let this spoke in",
        Duration.ofHours(1),
        text -> {
          Token token = Token.parse(text);
          byte[] secret = new byte[token.secret().length()];
          return new Token(token.hubs(), token.hubPin(), token.site(), Bytes.owning(secret)).text();
        });
  }

  @Test
  void aTokenOfAnotherHub_isNotSentToThisOne() throws Exception {
    refusedWith(
        11,
        "is not the hub that made this token",
        Duration.ofHours(1),
        token -> {
          try (HubDaemon other = hub(Files.createDirectories(base.resolve("other")))) {
            return other.token("", Duration.ofHours(1), 1);
          }
        });
  }

  /** Starts a spoke with what becomes of a token, and expects one clear message. */
  private void refusedWith(int code, String saying, Duration lifetime, Mangled mangled)
      throws Exception {
    Path tree = Files.createDirectories(base.resolve("spoke"));
    try (HubDaemon hub = hub(Files.createDirectories(base.resolve("hub")))) {
      String token = mangled.of(hub.token("", lifetime, 1));
      try (SpokeDaemon spoke =
          SpokeDaemon.start(
              new SpokeOptions(
                  tree,
                  base.resolve("spoke-state"),
                  Optional.empty(),
                  Optional.of(hub.listening().getFirst()),
                  Optional.of(token),
                  "s",
                  Optional.empty(),
                  Optional.empty(),
                  Excludes.NONE),
              new RecordingConsole())) {
        assertThatThrownBy(spoke::awaitEnd)
            .isInstanceOf(UserError.class)
            .hasMessageContaining(saying)
            .hasMessageContaining("fix:")
            .satisfies(e -> assertThat(((UserError) e).exitCode()).isEqualTo(code));
        assertThat(tree).isEmptyDirectory();
        assertThat(hub.status().members()).isEmpty();
      }
    }
  }

  @FunctionalInterface
  private interface Mangled {
    String of(String token) throws Exception;
  }

  private HubDaemon hub(Path tree) throws UserError {
    return hub(tree, Excludes.NONE);
  }

  private HubDaemon hub(Path tree, Excludes excludes) throws UserError {
    return HubDaemon.start(
        new HubOptions(
            tree,
            base.resolve(tree.getFileName() + "-state"),
            "main",
            List.of("127.0.0.1:0"),
            List.of(),
            Optional.empty(),
            excludes),
        new RecordingConsole());
  }

  /** A file system that is mounted for one test; needs root, as the CI has. */
  private record Mounted(Path path) implements AutoCloseable {
    static Mounted tmpfs(Path path, String options) throws Exception {
      run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString());
      return new Mounted(path);
    }

    void remount(String options) throws Exception {
      run("mount", "-o", "remount," + options, path.toString());
    }

    @Override
    public void close() throws IOException {
      try {
        run("umount", "--lazy", path.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static void run(String... command) throws IOException, InterruptedException {
      Process process = new ProcessBuilder(new ArrayList<>(List.of(command))).inheritIO().start();
      assertThat(process.waitFor()).as("%s", List.of(command)).isZero();
    }
  }
}
