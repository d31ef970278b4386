package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes at the worst moments; none may be lost. */
class LateWriteTest {
  @TempDir Path base;

  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = new Cluster(base);
    cluster.addSpoke();
    cluster.addSpoke();
    cluster.awaitReady();
    Files.writeString(file(1), "first");
    cluster.awaitRest();
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  @Test
  void aWrite_throughADescriptorOpenedBeforeTheSwap_isKeptAtTheHub() throws Exception {
    try (HeldOpen old = new HeldOpen(file(2))) {
      Files.writeString(file(1), "second");
      cluster.until("swapped in", () -> holds(2, "second"));
      old.write("written late");
    }
    cluster.until("it is kept", () -> kept("written late"));
    cluster.awaitRest();

    assertThat(file(2)).hasContent("second");
    assertThat(file(0)).hasContent("second");
  }

  @Test
  void aWriter_whoIsThereBeforeTheChangeComes_isWaitedForAndKept() throws Exception {
    try (OutputStream writer = Files.newOutputStream(file(2))) {
      Files.writeString(file(1), "second");
      cluster.until("the hub has it", () -> holds(0, "second"));
      writer.write("written meanwhile".getBytes(StandardCharsets.UTF_8));
    }
    cluster.until("it is kept", () -> kept("written meanwhile"));
    cluster.awaitRest();

    assertThat(file(2)).hasContent("second");
  }

  @Test
  void aRewrite_ofTheSameSizeAndTime_isNoticed() throws Exception {
    FileTime time = Files.getLastModifiedTime(file(1));
    Files.writeString(file(1), "FIRST");
    Files.setLastModifiedTime(file(1), time);
    // The content may be seen before the program has set the old time again, which then follows it.
    cluster.until("it is everywhere", () -> holds(0, "FIRST") && holds(2, "FIRST"));
    cluster.until("its time, too", () -> hasTime(0, time) && hasTime(2, time));
    cluster.awaitRest();

    assertThat(Files.getLastModifiedTime(file(2))).isEqualTo(time);
  }

  @Test
  void rewrites_ofTheSameSize_oneRightAfterTheOther_endWithTheLast() throws Exception {
    for (int i = 100; i < 300; i++) {
      Files.writeString(file(1), "v" + i);
      Files.writeString(file(1), "w" + i);
      String last = "w" + i;
      if (i % 20 == 0) {
        cluster.until("it is everywhere", () -> holds(0, last) && holds(2, last));
      }
    }
    cluster.until("the last is everywhere", () -> holds(0, "w299") && holds(2, "w299"));
    cluster.awaitRest();
    assertThat(cluster.hub().keep().list()).isEmpty();
  }

  private Path file(int member) {
    return cluster.tree(member).resolve("f");
  }

  private boolean hasTime(int member, FileTime time) {
    try {
      return Files.getLastModifiedTime(file(member)).equals(time);
    } catch (IOException missing) {
      return false;
    }
  }

  private boolean holds(int member, String text) {
    try {
      return Files.readString(file(member)).equals(text);
    } catch (IOException missing) {
      return false;
    }
  }

  private boolean kept(String text) {
    return cluster.hub().keep().list().stream().anyMatch(item -> item.sizeBytes() == text.length());
  }
}
