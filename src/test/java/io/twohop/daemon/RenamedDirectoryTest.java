package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Operation;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of many files gets another name: one entry, one rename, no content. */
class RenamedDirectoryTest {
  private static final int FILES = 200;
  private static final int EDITS = 40;
  private static final long EDIT_PAUSE_NANOS = 5_000_000;

  @TempDir Path base;

  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = new Cluster(base);
    cluster.addSpoke();
    cluster.addSpoke();
    cluster.awaitReady();
    Path old = Files.createDirectories(cluster.tree(1).resolve("old/below"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(old.resolve("f" + i), "content of " + i);
    }
    cluster.awaitRest();
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  @Test
  void aDirectory_renamed_isOneEntryOneRenameAndTheSameInodes() throws Exception {
    Map<String, Object> inodes = inodes(cluster.tree(2).resolve("old"));
    JournalSince journal = cluster.journal();
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      WatchKey root =
          cluster
              .tree(2)
              .register(
                  watch,
                  StandardWatchEventKinds.ENTRY_CREATE,
                  StandardWatchEventKinds.ENTRY_DELETE);
      Files.move(cluster.tree(1).resolve("old"), cluster.tree(1).resolve("new"));
      cluster.until("renamed", () -> Files.exists(cluster.tree(2).resolve("new/below/f0")));
      List<String> told = new ArrayList<>();
      cluster.until(
          "told of it",
          () -> {
            told.addAll(events(root));
            return told.size() >= 2;
          });
      assertThat(told).containsExactly("ENTRY_DELETE old", "ENTRY_CREATE new");
    }
    cluster.awaitRest();

    assertThat(inodes(cluster.tree(2).resolve("new"))).isEqualTo(inodes);
    assertThat(journal.operations().map(Operation::getClass)).containsExactly(Operation.Move.class);
    assertThat(journal.entries().getFirst().contents()).isEmpty();
    cluster.assertNoProblems();
  }

  @Test
  void aDirectory_renamedWhileAnotherMemberEditsInside_losesNothing() throws Exception {
    JournalSince journal = cluster.journal();
    Thread mover =
        Thread.ofPlatform()
            .start(() -> {
              LockSupport.parkNanos(EDITS / 2 * EDIT_PAUSE_NANOS);
              move(cluster.tree(1).resolve("old"), cluster.tree(1).resolve("new"));
            });
    for (int i = 0; i < EDITS; i++) {
      append(i);
      LockSupport.parkNanos(EDIT_PAUSE_NANOS);
    }
    mover.join();
    cluster.awaitRest();

    Path moved = cluster.tree(0).resolve("new/below");
    assertThat(cluster.tree(0).resolve("old")).doesNotExist();
    for (int i = 0; i < EDITS; i++) {
      assertThat(moved.resolve("f" + i)).hasContent("content of " + i + " edited");
    }
    assertThat(journal.operations().filter(o -> o instanceof Operation.Move)).hasSize(1);
    assertThat(journal.contentEntries()).as("%s", journal).isEqualTo(EDITS);
    assertThat(cluster.hub().keep().list()).isEmpty();
  }

  /** Writes to a file of the second spoke by the name that its directory has at the moment. */
  private void append(int file) throws IOException {
    try {
      append(cluster.tree(2).resolve("old/below/f" + file));
    } catch (IOException renamed) {
      append(cluster.tree(2).resolve("new/below/f" + file));
    }
  }

  private static void append(Path file) throws IOException {
    Files.writeString(file, " edited", StandardOpenOption.APPEND);
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> events(WatchKey key) {
    return key.pollEvents().stream().map(event -> event.kind() + " " + event.context()).toList();
  }

  private static Map<String, Object> inodes(Path directory) throws IOException {
    Map<String, Object> inodes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        inodes.put(directory.relativize(path).toString(), Files.getAttribute(path, "unix:ino"));
      }
    }
    return inodes;
  }
}
