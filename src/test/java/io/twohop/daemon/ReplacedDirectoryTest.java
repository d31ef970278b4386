package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A directory makes room for its successor, as a plugin that is updated: one entry in the journal,
 * and whoever reads it on another member has the old one or the new one.
 */
class ReplacedDirectoryTest {
  private static final int FILES = 90;
  private static final int PARTS = 9;

  /** Together more than rides inside one message. */
  private static final int LARGE_BYTES = 60_000;

  private static final int SMALL_BYTES = 300;

  @TempDir Path base;

  private Cluster cluster;
  private Path outside;
  private Path plugin;

  @BeforeEach
  void start() throws Exception {
    cluster = new Cluster(base);
    cluster.addSpoke();
    cluster.addSpoke();
    cluster.awaitReady();
    outside = Files.createDirectories(base.resolve("s1/outside"));
    plugin = cluster.tree(1).resolve("plugins/gallery");
    Files.createDirectories(plugin.getParent());
    unpack(0, SMALL_BYTES);
    Files.move(outside.resolve("fresh"), plugin);
    cluster.awaitRest();
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  /** Every file names its version, and each version has a file of its own. */
  private void unpack(int version, int bytes) throws IOException {
    Random random = new Random(version);
    for (int i = 0; i < FILES; i++) {
      Path part = Files.createDirectories(outside.resolve("fresh/part" + i % PARTS));
      byte[] content = new byte[bytes];
      random.nextBytes(content);
      byte[] text = ("version " + version + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
      System.arraycopy(text, 0, content, 0, text.length);
      Files.write(part.resolve(i == 0 ? "only-in-" + version : "f" + i), content);
    }
  }

  private void putAside() throws IOException {
    deleteAll(outside.resolve("backup"));
    Files.move(plugin, outside.resolve("backup"));
  }

  private void putIn() throws IOException {
    Files.move(outside.resolve("fresh"), plugin);
  }

  private static void deleteAll(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.toList().reversed()) {
          Files.delete(path);
        }
      }
    }
  }

  private void assertOneTree(JournalSince journal, int times) {
    assertThat(journal.operations().map(Operation::getClass))
        .as("%s", journal)
        .hasSize(times)
        .containsOnly(Operation.InstallTree.class);
    cluster.assertNoProblems();
    assertThat(cluster.hub().keep().list()).isEmpty();
  }

  @Test
  void aSuccessor_atOnce_isOneEntry() throws Exception {
    JournalSince journal = cluster.journal();
    try (Reader reader = new Reader(cluster.tree(2).resolve("plugins/gallery"))) {
      unpack(1, SMALL_BYTES);
      putAside();
      putIn();
      // The backup goes while the successor is still being read.
      deleteAll(outside.resolve("backup"));
      cluster.awaitRest();
      reader.assertSawOnly(0, 1);
    }
    assertOneTree(journal, 1);
  }

  @Test
  void aSuccessor_afterWordPresssSleep_isOneEntry() throws Exception {
    JournalSince journal = cluster.journal();
    try (Reader reader = new Reader(cluster.tree(2).resolve("plugins/gallery"))) {
      unpack(1, SMALL_BYTES);
      putAside();
      LockSupport.parkNanos(250_000_000);
      putIn();
      cluster.awaitRest();
      reader.assertSawOnly(0, 1);
    }
    assertOneTree(journal, 1);
  }

  @Test
  void aSuccessor_ofManyMegabytes_isOneEntry() throws Exception {
    JournalSince journal = cluster.journal();
    try (Reader reader = new Reader(cluster.tree(2).resolve("plugins/gallery"))) {
      unpack(1, LARGE_BYTES);
      putAside();
      putIn();
      cluster.awaitRest();
      reader.assertSawOnly(0, 1);
    }
    assertOneTree(journal, 1);
  }

  @Test
  void twoSuccessors_withoutAPauseBetweenThem_areNeverMixed() throws Exception {
    JournalSince journal = cluster.journal();
    try (Reader reader = new Reader(cluster.tree(2).resolve("plugins/gallery"))) {
      for (int version = 1; version <= 4; version++) {
        unpack(version, SMALL_BYTES);
        putAside();
        putIn();
      }
      cluster.awaitRest();
      reader.assertSawOnly(0, 1, 2, 3, 4);
    }
    assertThat(journal.operations().map(Operation::getClass))
        .as("%s", journal)
        .containsOnly(Operation.InstallTree.class);
    cluster.assertNoProblems();
  }

  @Test
  void aDirectory_deletedFileByFileAndThenReplaced_isOneEntry() throws Exception {
    JournalSince journal = cluster.journal();
    try (Reader reader = new Reader(cluster.tree(2).resolve("plugins/gallery"))) {
      unpack(1, SMALL_BYTES);
      deleteAll(plugin);
      putIn();
      cluster.awaitRest();
      reader.assertSawOnly(0, 1);
    }
    assertOneTree(journal, 1);
  }

  /** Reads a directory again and again, as a web server does. */
  private static final class Reader implements AutoCloseable {
    private final Path plugin;
    private final Thread thread;
    private final AtomicBoolean ends = new AtomicBoolean();
    private final AtomicReference<String> broken = new AtomicReference<>("");
    private final Set<Integer> versions = new TreeSet<>();

    Reader(Path plugin) {
      this.plugin = plugin;
      this.thread = Thread.ofPlatform().daemon().start(this::run);
    }

    private void run() {
      while (!ends.get() && broken.get().isEmpty()) {
        try {
          look();
        } catch (IOException e) {
          broken.set(e.toString());
        }
      }
    }

    /** Counts if it was the same directory before and after. */
    private void look() throws IOException {
      Object before = Files.getAttribute(plugin, "unix:ino");
      Set<Integer> seen = new TreeSet<>();
      int files = 0;
      String failure = "";
      try {
        for (int part = 0; part < PARTS; part++) {
          try (var listing = Files.newDirectoryStream(plugin.resolve("part" + part))) {
            for (Path file : listing) {
              seen.add(versionIn(file));
              files++;
            }
          }
        }
      } catch (NoSuchFileException gone) {
        failure = gone.toString();
      }
      if (!before.equals(Files.getAttribute(plugin, "unix:ino"))) {
        return;
      }
      if (files != FILES || seen.size() != 1 || !failure.isEmpty()) {
        broken.set(files + " files of versions " + seen + " " + failure);
      }
      versions.addAll(seen);
    }

    private static int versionIn(Path file) throws IOException {
      byte[] content = Files.readAllBytes(file);
      String line = new String(Arrays.copyOf(content, 12), java.nio.charset.StandardCharsets.UTF_8);
      return Integer.parseInt(line.lines().findFirst().orElseThrow().replaceAll("\\D", ""));
    }

    void assertSawOnly(Integer... allowed) throws InterruptedException {
      ends.set(true);
      thread.join();
      assertThat(broken.get()).as("what a reader of another member saw").isEmpty();
      assertThat(versions).isNotEmpty().isSubsetOf(allowed);
    }

    @Override
    public void close() {
      ends.set(true);
    }
  }
}
