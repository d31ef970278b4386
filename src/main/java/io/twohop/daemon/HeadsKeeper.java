package io.twohop.daemon;

import io.twohop.index.SqliteHeads;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commits the hub's heads from time to time: only what the journal has on disk, since the journal
 * is what brings them forward after a crash. Belongs to the hub's thread.
 */
final class HeadsKeeper {
  private static final long EVERY_NANOS = 3_000_000_000L;

  /** LIMIT: node changes in the heap, 500 bytes each. */
  private static final int PENDING_MAX = 20_000;

  private final SqliteHeads heads;
  private final Executor workers;
  private final Mailbox mailbox;
  private final Consumer<Throwable> failed;
  private long appended;
  private long persisted;
  private long dirtySinceNanos = Long.MAX_VALUE;
  private SqliteHeads.@Nullable Settlement taken;
  private long takenAtCount;
  private boolean begun;
  private boolean committing;

  HeadsKeeper(SqliteHeads heads, Executor workers, Mailbox mailbox, Consumer<Throwable> failed) {
    this.heads = heads;
    this.workers = workers;
    this.mailbox = mailbox;
    this.failed = failed;
  }

  /** One more record is on its way to the journal. */
  void appended() {
    appended++;
    if (dirtySinceNanos == Long.MAX_VALUE) {
      dirtySinceNanos = System.nanoTime();
    }
  }

  /** So many records are durable. */
  void persisted(long count) {
    persisted = Math.max(persisted, count);
  }

  /** How long until {@link #proceed} has something to do. */
  long waitNanos() {
    if (dirtySinceNanos == Long.MAX_VALUE || taken != null) {
      return Mailbox.FOREVER;
    }
    return Math.max(0, EVERY_NANOS - (System.nanoTime() - dirtySinceNanos));
  }

  void proceed() {
    boolean due =
        dirtySinceNanos != Long.MAX_VALUE
            && (System.nanoTime() - dirtySinceNanos >= EVERY_NANOS
                || heads.pendingNodes() > PENDING_MAX);
    if (taken == null && due) {
      taken = heads.begin();
      takenAtCount = appended;
      dirtySinceNanos = Long.MAX_VALUE;
    }
    SqliteHeads.Settlement settlement = taken;
    if (settlement != null && !begun && persisted >= takenAtCount) {
      begun = true;
      committing = true;
      workers.execute(() -> commit(settlement));
    }
  }

  private void commit(SqliteHeads.Settlement settlement) {
    try {
      settlement.commit();
    } catch (RuntimeException problem) {
      // It stays taken, so none is committed after it; the next process replays the journal.
      failed.accept(problem);
      mailbox.post(() -> committing = false);
      return;
    }
    mailbox.post(() -> {
      settlement.finish();
      taken = null;
      begun = false;
      committing = false;
    });
  }

  /** Nothing is lost if the last changes are not committed: they are replayed. */
  void last() throws InterruptedException {
    while (committing) {
      Runnable job = mailbox.take(Mailbox.FOREVER);
      if (job == null) {
        return;
      }
      job.run();
    }
  }
}
