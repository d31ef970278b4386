package io.twohop.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutboundQueueTest {
  private static final int KIB = 1024;

  @Test
  void urgentItems_goFirst_butBulkIsNeverHeldUpForEver() throws Exception {
    OutboundQueue<String> queue = new OutboundQueue<>(QueueMarks.USUAL);
    queue.offer("bulk", 256 * KIB, true);
    queue.offer("bulk", 256 * KIB, true);
    for (int i = 0; i < 100; i++) {
      queue.offer("urgent", 64 * KIB, false);
    }
    List<String> order = new ArrayList<>();
    while (queue.bytes() > 0) {
      order.addAll(queue.take(1));
    }
    // One after each MiB of urgent ones.
    assertThat(order.indexOf("bulk")).isEqualTo(16);
    assertThat(order.subList(17, order.size()).indexOf("bulk")).isEqualTo(16);
  }

  @Test
  void smallItems_areTakenTogether_largeOnesAlone() throws Exception {
    OutboundQueue<Integer> queue = new OutboundQueue<>(QueueMarks.USUAL);
    for (int i = 0; i < 10; i++) {
      queue.offer(i, 10, false);
    }
    queue.offer(10, 100_000, false);
    assertThat(queue.take(45)).containsExactly(0, 1, 2, 3);
    assertThat(queue.take(60)).containsExactly(4, 5, 6, 7, 8, 9);
    assertThat(queue.take(60)).containsExactly(10);
  }

  /** Whoever takes it may have sent it, and been answered, before the offer returns. */
  @Test
  void anOffer_isNotedBeforeItCanBeTaken() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    OutboundQueue<String> queue =
        new OutboundQueue<>(QueueMarks.USUAL, value -> order.add("noted"));
    Thread taker =
        Thread.startVirtualThread(() -> {
          try {
            for (int i = 0; i < 10_000; i++) {
              queue.take(1);
              order.add("taken");
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    for (int i = 0; i < 10_000; i++) {
      queue.offer("one", 1, false);
    }
    taker.join();
    int ahead = 0;
    for (String what : order) {
      ahead += what.equals("noted") ? 1 : -1;
      assertThat(ahead).isNotNegative();
    }
  }

  @Test
  void lowMark_isReportedOnce_andOnlyToWhoWaits() throws Exception {
    OutboundQueue<Integer> queue = new OutboundQueue<>(new QueueMarks(10, 30, 1_000));
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 4; i++) {
        queue.offer(i, 10, false);
      }
      boolean waits = round > 0;
      if (waits) {
        assertThat(queue.hasRoom()).isFalse();
      }
      int reports = 0;
      while (queue.bytes() > 0) {
        queue.take(1);
        reports += queue.fellToLowMark() ? 1 : 0;
      }
      assertThat(reports).isEqualTo(waits ? 1 : 0);
    }
  }

  @Test
  void hardLimit_andEnd_areSaid() throws Exception {
    OutboundQueue<Integer> queue = new OutboundQueue<>(new QueueMarks(1, 2, 10));
    assertThat(queue.offer(1, 11, false)).isEqualTo(OutboundQueue.Offered.OVER_THE_LIMIT);
    assertThat(queue.offer(1, 10, false)).isEqualTo(OutboundQueue.Offered.QUEUED);
    queue.finishWith(2, 5);
    assertThat(queue.offer(3, 1, false)).isEqualTo(OutboundQueue.Offered.CLOSED);
    assertThat(queue.take(100)).containsExactly(2);
    assertThat(queue.take(100)).isEmpty();
    queue.close();
    assertThat(queue.take(100)).isEmpty();
  }
}
