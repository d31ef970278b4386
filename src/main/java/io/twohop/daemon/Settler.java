package io.twohop.daemon;

import io.twohop.apply.Applier;
import io.twohop.index.SqliteIndex;
import io.twohop.index.StoreProblem;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Makes durable what is visible: the tree's file system first, then the rows that speak of it, on a
 * worker. The site thread calls it.
 */
final class Settler {
  private static final long RETRY_MILLIS = 1_000;

  private final Site site;
  private final Applier applier;
  private final Runnable reach;
  private final Executor workers;
  private final Mailbox mailbox;
  private final LongConsumer settled;
  private final Consumer<Throwable> failed;
  private boolean underWay;

  /** It failed for good: nothing more is settled. */
  private boolean broken;

  /**
   * @param reach notes in the index how far its rows have come
   * @param settled gets the token of each settlement that is durable, on the site thread
   * @param failed gets what cannot be repaired by trying again, on the site thread
   */
  Settler(
      Site site,
      Applier applier,
      Runnable reach,
      Executor workers,
      Mailbox mailbox,
      LongConsumer settled,
      Consumer<Throwable> failed) {
    this.site = site;
    this.applier = applier;
    this.reach = reach;
    this.workers = workers;
    this.mailbox = mailbox;
    this.settled = settled;
    this.failed = failed;
  }

  /** Begins one with what the rows say now. */
  void begin(long token) {
    underWay = true;
    SqliteIndex.Settlement settlement = take();
    workers.execute(() -> run(settlement, token));
  }

  private SqliteIndex.Settlement take() {
    reach.run();
    return site.index().begin(site.tree().syscalls().coarseClock().seconds());
  }

  private void run(SqliteIndex.Settlement settlement, long token) {
    try {
      applier.settle();
      settlement.commit();
      mailbox.post(() -> {
        end(settlement);
        settled.accept(token);
      });
    } catch (ErrnoException | StoreProblem refused) {
      if (isForGood(refused)) {
        mailbox.post(() -> {
          broken = true;
          failed.accept(refused);
        });
        return;
      }
      pause();
      mailbox.post(() -> {
        end(settlement);
        begin(token);
      });
    }
  }

  private void end(SqliteIndex.Settlement settlement) {
    settlement.finish();
    underWay = false;
  }

  /**
   * WHY: after EIO the kernel forgets what it could not write, and a second flush would succeed
   * without it. A start from the last commit fetches what is missing. So it is where the state
   * cannot grow: the SQLite driver closes each statement that fails so, and a second attempt would
   * find none.
   */
  private static boolean isForGood(RuntimeException refused) {
    return switch (refused) {
      case ErrnoException e -> !e.is(Errno.ENOSPC) && !e.is(Errno.EDQUOT);
      default -> true;
    };
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Settles once more, on this thread, and notes that the run ended well. One that is under way is
   * waited for by the database; what it had taken is written again.
   */
  void last() throws InterruptedException {
    while (underWay && !broken) {
      Runnable job = mailbox.take(Mailbox.FOREVER);
      if (job == null) {
        return;
      }
      job.run();
    }
    if (broken) {
      return;
    }
    applier.settle();
    SqliteIndex.Settlement settlement = take();
    settlement.commit();
    settlement.finish();
    site.index().endRun();
  }
}
