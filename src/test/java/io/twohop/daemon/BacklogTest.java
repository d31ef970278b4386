package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits in a member takes a bounded amount of memory, and never holds itself up. */
@Timeout(60)
class BacklogTest {
  private static final int MANY = 5_000;
  private static final int FEW = 10;

  /** A reader that lets messages in as the gate allows, and counts them. */
  private static final class Reader {
    final AtomicInteger passed = new AtomicInteger();
    final Thread thread;

    Reader(BacklogGate gate, int messages) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                for (int i = 0; i < messages; i++) {
                  gate.await();
                  passed.incrementAndGet();
                }
              });
    }

    void awaitPassed(int count) throws InterruptedException {
      while (passed.get() < count) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }

    void awaitWaiting() throws InterruptedException {
      while (thread.getState() != Thread.State.WAITING) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }

  @Test
  void gate_tooManyChangesWait_holdsTheReaderUntilTheyAreFew() throws InterruptedException {
    BacklogGate gate = new BacklogGate();
    gate.delivered(MANY, 0, MANY);
    Reader reader = new Reader(gate, 2);
    reader.awaitWaiting();
    assertThat(reader.passed).hasValue(0);
    gate.update(FEW);
    reader.awaitPassed(2);
  }

  @Test
  void gate_fewChangesWithLargeContents_holdsTheReaderToo() throws InterruptedException {
    BacklogGate gate = new BacklogGate();
    gate.delivered(FEW, 64 << 20, FEW);
    assertThat(gate.isClosed()).isTrue();
    Reader reader = new Reader(gate, 1);
    reader.awaitWaiting();
    gate.update(0);
    reader.awaitPassed(1);
  }

  @Test
  void gate_nothingMoves_letsOneMessageInAfterTheOther() throws InterruptedException {
    BacklogGate gate = new BacklogGate();
    gate.delivered(MANY, 0, MANY);
    Reader reader = new Reader(gate, 2);
    reader.awaitWaiting();
    gate.letOneIn();
    reader.awaitPassed(1);
    reader.awaitWaiting();
    assertThat(reader.passed).hasValue(1);
    gate.letOneIn();
    reader.awaitPassed(2);
  }

  @Test
  void heldBytes_asTheLineShortens_areThoseOfTheLastToJoin() {
    HeldBytes held = new HeldBytes();
    held.add(10, 1_000);
    held.add(10, 5);
    assertThat(held.whenLengthIs(20)).isEqualTo(1_005);
    assertThat(held.whenLengthIs(11)).isEqualTo(1_005);
    assertThat(held.whenLengthIs(10)).isEqualTo(5);
    assertThat(held.whenLengthIs(0)).isZero();
  }

  @Test
  void mailbox_fullOfBytes_makesThePutterWaitButNotThePoster() throws InterruptedException {
    Mailbox mailbox = new Mailbox(1_000, 1_000);
    mailbox.put(() -> {}, 2_000);
    mailbox.post(() -> {});
    CountDownLatch put = new CountDownLatch(1);
    Thread putter =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              mailbox.put(() -> {}, 1);
              put.countDown();
            });
    while (putter.getState() != Thread.State.WAITING) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(put.getCount()).isEqualTo(1);
    assertThat(mailbox.take(0)).isNotNull();
    put.await();
  }
}
