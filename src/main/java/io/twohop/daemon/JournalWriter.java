package io.twohop.daemon;

import io.twohop.core.hub.JournalRecord;
import io.twohop.journal.SegmentJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Makes the journal durable, all that was appended meanwhile with one flush; a thread of its own.
 *
 * <p>What has to be durable before a record is run first, in the order in which it came.
 */
final class JournalWriter implements AutoCloseable {
  private final SegmentJournal journal;
  private final LongConsumer persisted;
  private final Consumer<Throwable> failed;
  private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final Thread thread;

  // the writer's alone
  private final List<JournalRecord> written = new ArrayList<>();
  private long count;
  private boolean ended;

  /**
   * @param persisted gets how many records are durable since the start; called by this thread
   * @param failed gets what ends the journal
   */
  JournalWriter(SegmentJournal journal, LongConsumer persisted, Consumer<Throwable> failed) {
    this.journal = journal;
    this.persisted = persisted;
    this.failed = failed;
    this.thread = Threads.start("journal", this::run);
  }

  /** Adds a record; called by the hub's thread alone. */
  void append(JournalRecord record) {
    work.add(() -> written.add(record));
  }

  /**
   * Runs something before any record that is appended later; if it throws, none of them is written.
   */
  void before(Runnable job) {
    work.add(job);
  }

  private void run() {
    try {
      while (!ended) {
        takeWhatWaits();
        write();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  private void takeWhatWaits() throws InterruptedException {
    try {
      for (Runnable job = work.take(); job != null; job = work.poll()) {
        job.run();
      }
    } catch (Losses.NotKept stopped) {
      // What came before it is written; what comes after it rests on it.
      ended = true;
    }
  }

  private void write() {
    if (!written.isEmpty()) {
      journal.append(written);
      journal.flush();
      count += written.size();
      written.clear();
      persisted.accept(count);
    }
  }

  /** Writes what was appended, and ends. A job must not wait for anything but this thread then. */
  @Override
  public void close() {
    work.add(() -> ended = true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
