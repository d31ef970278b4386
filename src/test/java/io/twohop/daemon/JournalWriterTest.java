package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.hub.JournalRecord;
import io.twohop.journal.SegmentJournal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JournalWriterTest {
  @TempDir Path directory;
  private final AtomicLong persisted = new AtomicLong();
  private final CompletableFuture<Throwable> failed = new CompletableFuture<>();
  private SegmentJournal journal;
  private JournalWriter writer;

  @BeforeEach
  void open() {
    journal = SegmentJournal.open(directory);
    writer = new JournalWriter(journal, persisted::set, failed::complete);
  }

  @AfterEach
  void close() {
    writer.close();
    journal.close();
  }

  @Test
  void close_writesWhatWasAppended() {
    List<Long> order = new ArrayList<>();
    writer.before(() -> order.add(persisted.get()));
    writer.append(new JournalRecord.Term(1));
    writer.close();

    assertThat(persisted).hasValue(1);
    assertThat(order).containsExactly(0L);
    assertThat(failed).isNotDone();
  }

  @Test
  void anErrorOfAJob_isTold() {
    AssertionError error = new AssertionError("of a job");
    writer.before(() -> {
      throw error;
    });

    assertThat(failed).succeedsWithin(30, TimeUnit.SECONDS).isSameAs(error);
  }

  @Test
  void whatCannotBeKeptWhileItStops_endsItWithoutAFaultAndWithWhatCameBefore() {
    CountDownLatch all = new CountDownLatch(1);
    writer.before(() -> awaitUninterrupted(all));
    writer.append(new JournalRecord.Term(1));
    writer.before(() -> {
      throw new Losses.NotKept(new IllegalStateException("full"));
    });
    writer.append(new JournalRecord.Term(2));
    all.countDown();
    writer.close();

    assertThat(persisted).hasValue(1);
    assertThat(failed).isNotDone();
    List<JournalRecord> read = new ArrayList<>();
    journal.replayAfter(0, read::add);
    assertThat(read).containsExactly(new JournalRecord.Term(1));
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
