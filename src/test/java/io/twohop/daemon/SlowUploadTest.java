package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 50 MB in 200 pieces, each some milliseconds after the other. */
class SlowUploadTest {
  private static final int PIECES = 200;
  private static final int PIECE_BYTES = 256 * 1024;
  private static final long WHOLE_BYTES = (long) PIECES * PIECE_BYTES;
  private static final long PAUSE_NANOS = 5_000_000;

  @TempDir Path base;

  @Test
  void anUpload_inSlowPieces_isNowhereSeenInPartAndOneEntry() throws Exception {
    try (Cluster cluster = started()) {
      JournalSince journal = cluster.journal();
      SizeObserver here = new SizeObserver(cluster.tree(1).resolve("upload"));
      SizeObserver hub = new SizeObserver(cluster.tree(0).resolve("upload"));
      SizeObserver there = new SizeObserver(cluster.tree(2).resolve("upload"));
      try (here;
          hub;
          there) {
        upload(cluster.tree(1).resolve("upload"), StandardOpenOption.CREATE_NEW);
        cluster.awaitRest();
      }

      assertThat(hub.sizes()).containsExactly(WHOLE_BYTES);
      assertThat(there.sizes()).containsExactly(WHOLE_BYTES);
      assertThat(here.shrank()).as("something came back and truncated it").isFalse();
      assertThat(here.vanished()).isFalse();
      assertThat(journal.entries()).as("%s", journal).hasSize(1);
      cluster.assertNoProblems();
    }
  }

  @Test
  void anUpload_overAnOlderFile_isSeenOldOrNewAndOneEntry() throws Exception {
    try (Cluster cluster = started()) {
      Files.writeString(cluster.tree(2).resolve("upload"), "an older one");
      cluster.awaitRest();
      JournalSince journal = cluster.journal();
      SizeObserver hub = new SizeObserver(cluster.tree(0).resolve("upload"));
      SizeObserver there = new SizeObserver(cluster.tree(2).resolve("upload"));
      try (hub;
          there) {
        upload(cluster.tree(1).resolve("upload"), StandardOpenOption.TRUNCATE_EXISTING);
        cluster.awaitRest();
      }

      long old = "an older one".length();
      assertThat(hub.sizes()).containsExactlyInAnyOrder(old, WHOLE_BYTES);
      assertThat(there.sizes()).containsExactlyInAnyOrder(old, WHOLE_BYTES);
      assertThat(hub.vanished()).isFalse();
      assertThat(there.vanished()).isFalse();
      assertThat(journal.entries()).as("%s", journal).hasSize(1);
      cluster.assertNoProblems();
    }
  }

  private Cluster started() throws Exception {
    Cluster cluster = new Cluster(base);
    cluster.addSpoke();
    cluster.addSpoke();
    cluster.awaitReady();
    return cluster;
  }

  private static void upload(Path file, OpenOption how) throws IOException {
    Random random = new Random(5);
    byte[] piece = new byte[PIECE_BYTES];
    try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE, how)) {
      for (int i = 0; i < PIECES; i++) {
        random.nextBytes(piece);
        open.write(ByteBuffer.wrap(piece));
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
