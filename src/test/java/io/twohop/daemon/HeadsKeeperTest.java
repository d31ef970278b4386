package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.index.SqliteHeads;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HeadsKeeperTest {
  @TempDir Path directory;

  @Test
  @Timeout(60)
  void last_afterACommitThatFailed_ends_andNothingIsCommittedAfterIt() throws Exception {
    SqliteHeads heads = SqliteHeads.open(directory.resolve("heads.db"));
    Mailbox mailbox = new Mailbox(10, 1_000);
    ArrayDeque<Runnable> workers = new ArrayDeque<>();
    List<Throwable> failures = new ArrayList<>();
    HeadsKeeper keeper = new HeadsKeeper(heads, workers::add, mailbox, failures::add);
    heads.advance(1);
    keeper.appended();
    keeper.persisted(1);
    while (workers.isEmpty()) {
      Runnable nothing = mailbox.take(keeper.waitNanos());
      assertThat(nothing).isNull();
      keeper.proceed();
    }

    heads.close();
    workers.remove().run();
    keeper.last();
    keeper.proceed();

    assertThat(failures).hasSize(1);
    assertThat(workers).isEmpty();
  }
}
