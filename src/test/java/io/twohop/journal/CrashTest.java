package io.twohop.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.core.hub.JournalRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal is after a crash: all that was durable, and nothing that is not whole. */
class CrashTest {
  @TempDir Path directory;

  private byte[] durable;
  private byte[] whole;

  /** Two durable batches of a record each, then two records in a batch that was not flushed. */
  @BeforeEach
  void write() throws IOException {
    try (SegmentJournal journal = SegmentJournal.open(directory, 4_096, 0)) {
      journal.append(Records.changes(1, 1, 50));
      journal.flush();
      journal.append(Records.changes(2, 2, 50));
      journal.flush();
      durable = content();
      journal.append(Records.changes(3, 4, 50));
      journal.flush();
      whole = content();
    }
  }

  private Path segment() {
    return Segment.fileOf(directory, 1);
  }

  /** The segment without the zeros at its end, but for a few. */
  private byte[] content() throws IOException {
    byte[] all = Files.readAllBytes(segment());
    int end = all.length;
    while (all[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(all, end + 64);
  }

  private int durableEnd() {
    int end = durable.length - 64;
    return (end + 7) / 8 * 8;
  }

  private List<JournalRecord> survivors() {
    List<JournalRecord> records = new ArrayList<>();
    try (SegmentJournal journal = SegmentJournal.open(directory, 4_096, 0)) {
      journal.replayAfter(0, records::add);
    }
    return records;
  }

  /** The journal goes on after the crash, and nothing of what was cut off comes back. */
  private void goesOn(int survivors) throws IOException {
    assertThat(survivors()).isEqualTo(Records.changes(1, survivors, 50));
    try (SegmentJournal journal = SegmentJournal.open(directory, 4_096, 0)) {
      journal.append(Records.changes(survivors + 1, survivors + 1, 3));
      journal.flush();
    }
    List<JournalRecord> expected = new ArrayList<>(Records.changes(1, survivors, 50));
    expected.add(Records.change(survivors + 1, 3));
    assertThat(survivors()).isEqualTo(expected);
  }

  @Test
  void open_segmentCutAtEveryByteOfTheLastTwoRecords_keepsTheWholeOnes() throws IOException {
    int end = whole.length - 64;
    for (int length = durableEnd(); length <= end; length++) {
      Files.write(segment(), Arrays.copyOf(whole, length));
      int survivors = length == end ? 4 : length >= thirdEnd() ? 3 : 2;
      assertThat(survivors()).isEqualTo(Records.changes(1, survivors, 50));
      if (length % 16 == 0) {
        goesOn(survivors);
      }
    }
  }

  /** Where the third record ends but for its padding. */
  private int thirdEnd() {
    int span = (whole.length - 64 + 7) / 8 * 8 - durableEnd();
    return durableEnd() + span / 2 - padding();
  }

  private int padding() {
    int payload = RecordCodec.encode(Records.change(3, 50)).length;
    return (int) (RecordHeader.spanBytes(payload) - RecordHeader.BYTES - payload);
  }

  @Test
  void open_zerosFromEveryByteOfTheLastTwoRecords_keepsTheWholeOnes() throws IOException {
    int end = whole.length - 64;
    for (int length = durableEnd(); length < end; length += 3) {
      Files.write(segment(), Arrays.copyOf(Arrays.copyOf(whole, length), whole.length + 5_000));
      List<JournalRecord> survivors = survivors();
      assertThat(survivors).isEqualTo(Records.changes(1, survivors.size(), 50));
      assertThat(survivors.size()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void open_unflushedBatchWithAHole_isCutBeforeTheHole() throws IOException {
    byte[] torn = whole.clone();
    Arrays.fill(torn, durableEnd(), durableEnd() + 40, (byte) 0);
    Files.write(segment(), torn);
    goesOn(2);
  }

  @Test
  void open_everyDamagedByteOfADurableRecord_isReportedNotCut() throws IOException {
    int first = Segment.HEADER_BYTES;
    int second = first + (durableEnd() - first) / 2;
    int lastPayloadByte = second - padding();
    for (int at = first; at < lastPayloadByte; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(segment(), damaged);
      assertThatThrownBy(this::survivors)
          .as("byte %d", at)
          .isInstanceOfSatisfying(
              JournalProblem.class,
              p -> assertThat(p.kind()).isEqualTo(JournalProblem.Kind.DAMAGED));
      assertThat(Files.readAllBytes(segment())).isEqualTo(damaged);
    }
  }

  @Test
  void open_randomBytesBehindTheEnd_areCutOff() throws IOException {
    for (int seed = 0; seed < 10; seed++) {
      byte[] torn = Arrays.copyOf(whole, whole.length + 3_000);
      byte[] noise = new byte[3_000];
      new SplittableRandom(seed).nextBytes(noise);
      System.arraycopy(noise, 0, torn, (whole.length - 64 + 7) / 8 * 8, noise.length);
      Files.write(segment(), torn);
      goesOn(4);
    }
  }

  @Test
  void open_newestSegmentWithoutItsHeader_isTakenAway() throws IOException {
    Files.write(Segment.fileOf(directory, 2), new byte[17]);
    assertThat(survivors()).hasSize(4);
    assertThat(Segment.fileOf(directory, 2)).doesNotExist();
    Files.write(Segment.fileOf(directory, 2), new byte[9_000]);
    assertThat(survivors()).hasSize(4);
  }

  @Test
  void open_missingSegmentOrHeader_isReported() throws IOException {
    Files.copy(segment(), Segment.fileOf(directory, 3));
    assertThatThrownBy(this::survivors).isInstanceOf(JournalProblem.class);
    Files.delete(Segment.fileOf(directory, 3));
    byte[] damaged = whole.clone();
    damaged[20] ^= 1;
    Files.write(segment(), damaged);
    assertThatThrownBy(this::survivors)
        .isInstanceOf(JournalProblem.class)
        .hasMessageContaining("header");
  }
}
