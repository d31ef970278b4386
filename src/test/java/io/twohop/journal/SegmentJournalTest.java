package io.twohop.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.core.hub.JournalRecord;
import io.twohop.journal.SegmentJournal.Durable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentJournalTest {
  private static final long SMALL_SEGMENT = 4_096;

  @TempDir Path directory;

  private SegmentJournal open() {
    return SegmentJournal.open(directory);
  }

  /** With small segments, and nothing kept in the heap once it is durable. */
  private SegmentJournal openSmall() {
    return SegmentJournal.open(directory, SMALL_SEGMENT, 0);
  }

  private static List<JournalRecord> replay(SegmentJournal journal, long seq) {
    List<JournalRecord> records = new ArrayList<>();
    journal.replayAfter(seq, records::add);
    return records;
  }

  @Test
  void append_change_isReadBeforeAndAfterItIsDurable() {
    JournalRecord.Accepted rich = Records.rich(1);
    try (SegmentJournal journal = open()) {
      journal.append(List.of(new JournalRecord.Term(-5), rich));
      assertThat(journal.read(1)).isEqualTo(rich);
      assertThat(journal.lastSeq()).isEqualTo(1);
      assertThat(journal.flush()).isEqualTo(new Durable(2, 1));
      journal.append(List.of(Records.answer(3)));
      assertThat(journal.flush()).isEqualTo(new Durable(3, 1));
      assertThat(journal.flush()).isEqualTo(new Durable(3, 1));
    }
    try (SegmentJournal journal = open()) {
      assertThat(journal.read(1)).isEqualTo(rich);
      assertThat(journal.read(2)).isNull();
      assertThat(journal.read(0)).isNull();
      assertThat(replay(journal, 0))
          .containsExactly(new JournalRecord.Term(-5), rich, Records.answer(3));
      assertThat(replay(journal, 1)).containsExactly(Records.answer(3));
    }
  }

  @Test
  void append_changeThatIsNotTheNext_isRefusedWhole() {
    try (SegmentJournal journal = open()) {
      assertThatThrownBy(() -> journal.append(List.of(Records.change(1, 1), Records.change(3, 1))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(journal.lastSeq()).isZero();
      assertThat(journal.flush()).isEqualTo(new Durable(0, 0));
    }
  }

  @Test
  void read_acrossSegments_inOrderAndAtRandom() {
    try (SegmentJournal journal = openSmall()) {
      for (int from = 1; from <= 400; from += 4) {
        journal.append(Records.changes(from, from + 3, 300));
        journal.append(List.of(Records.answer(from)));
        journal.flush();
      }
      readAll(journal, 1);
    }
    try (SegmentJournal journal = openSmall()) {
      assertThat(journal.lastSeq()).isEqualTo(400);
      readAll(journal, 1);
      assertThat(replay(journal, 0)).hasSize(500);
      assertThat(replay(journal, 398)).hasSize(3);
      assertThatThrownBy(() -> replay(journal, 401))
          .isInstanceOfSatisfying(JournalProblem.class, SegmentJournalTest::isDamaged);
    }
  }

  private static void readAll(SegmentJournal journal, long from) {
    for (long seq = from; seq <= 400; seq++) {
      assertThat(journal.read(seq)).isEqualTo(Records.change(seq, 300));
    }
    for (long step = 0; step < 400; step += 7) {
      long seq = from + (step * 131) % (400 - from);
      assertThat(journal.read(seq)).isEqualTo(Records.change(seq, 300));
    }
  }

  private static void isDamaged(JournalProblem problem) {
    assertThat(problem.kind()).isEqualTo(JournalProblem.Kind.DAMAGED);
  }

  @Test
  void flush_thatFails_endsTheJournal() throws IOException {
    Path gone = directory.resolve("gone");
    try (SegmentJournal journal = SegmentJournal.open(gone, 1, 0)) {
      journal.append(List.of(Records.change(1, 1)));
      try (Stream<Path> files = Files.list(gone)) {
        files.forEach(SegmentJournalTest::delete);
      }
      Files.delete(gone);
      assertThatThrownBy(journal::flush)
          .isInstanceOfSatisfying(
              JournalProblem.class,
              p -> assertThat(p.kind()).isEqualTo(JournalProblem.Kind.WRITE_FAILED));
      Files.createDirectory(gone);
      assertThatThrownBy(journal::flush).isInstanceOf(JournalProblem.class);
      assertThatThrownBy(() -> journal.append(List.of(Records.change(2, 1))))
          .isInstanceOf(JournalProblem.class)
          .hasMessageContaining("accepts nothing more");
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void flush_withLargeContentsInOneBatch_keepsThemAll() {
    try (SegmentJournal journal = openSmall()) {
      journal.append(Records.changes(1, 60, 60_000));
      assertThat(journal.flush().lastSeq()).isEqualTo(60);
    }
    try (SegmentJournal journal = openSmall()) {
      assertThat(replay(journal, 0)).isEqualTo(Records.changes(1, 60, 60_000));
    }
  }
}
