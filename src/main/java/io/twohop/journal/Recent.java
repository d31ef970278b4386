package io.twohop.journal;

import io.twohop.core.hub.JournalRecord;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The newest changes, decoded, so that what goes out live is never read from the disk. */
final class Recent {
  private record Held(JournalRecord.Accepted record, long heapBytes) {}

  private final long maxBytes;
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private JournalRecord.@Nullable Accepted[] ring = new JournalRecord.Accepted[1024];
  private long heldBytes;

  Recent(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void add(JournalRecord.Accepted record) {
    long bytes = RecordCodec.heapBytesOf(record);
    held.add(new Held(record, bytes));
    heldBytes += bytes;
    if (held.size() > ring.length) {
      grow();
    }
    ring[slot(record.seq(), ring.length)] = record;
  }

  private void grow() {
    ring = new JournalRecord.Accepted[ring.length * 2];
    for (Held one : held) {
      ring[slot(one.record().seq(), ring.length)] = one.record();
    }
  }

  private static int slot(long seq, int length) {
    return (int) (seq & (length - 1));
  }

  JournalRecord.@Nullable Accepted get(long seq) {
    JournalRecord.Accepted record = ring[slot(seq, ring.length)];
    return record != null && record.seq() == seq ? record : null;
  }

  /** Lets the oldest go, but none above {@code durableSeq}: these are nowhere else yet. */
  void trim(long durableSeq) {
    while (heldBytes > maxBytes && !held.isEmpty()) {
      Held oldest = held.peek();
      long seq = oldest.record().seq();
      if (seq > durableSeq) {
        return;
      }
      held.poll();
      heldBytes -= oldest.heapBytes();
      ring[slot(seq, ring.length)] = null;
    }
  }
}
