package io.twohop.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What waits to be sent to one peer: two lines, of which the urgent one goes first.
 *
 * <p>So that a busy site does not hold up a large file for ever, one bulk item passes after every
 * {@link #URGENT_TURN_BYTES} of urgent ones.
 */
final class OutboundQueue<T> {
  private static final int URGENT_TURN_BYTES = 1024 * 1024;

  private final QueueMarks marks;
  private final Consumer<T> offered;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Item<T>> urgent = new ArrayDeque<>();
  private final ArrayDeque<Item<T>> bulk = new ArrayDeque<>();
  private long bytes;
  private long urgentSinceBulk;
  private boolean roomWanted;
  private boolean roomReported;
  private boolean last;
  private boolean closed;

  OutboundQueue(QueueMarks marks) {
    this(marks, value -> {});
  }

  /** {@code offered} hears of each value that was offered before it can be taken. */
  OutboundQueue(QueueMarks marks, Consumer<T> offered) {
    this.marks = marks;
    this.offered = offered;
  }

  private record Item<T>(T value, long sizeBytes) {}

  /** What became of an offer. */
  enum Offered {
    QUEUED,
    OVER_THE_LIMIT,
    CLOSED
  }

  Offered offer(T value, long sizeBytes, boolean isBulk) {
    lock.lock();
    try {
      if (closed || last) {
        return Offered.CLOSED;
      }
      if (bytes + sizeBytes > marks.hardBytes()) {
        return Offered.OVER_THE_LIMIT;
      }
      offered.accept(value);
      add(isBulk ? bulk : urgent, value, sizeBytes);
      return Offered.QUEUED;
    } finally {
      lock.unlock();
    }
  }

  /** Drops what waits; after {@code value} the queue is at its end. */
  void finishWith(T value, long sizeBytes) {
    lock.lock();
    try {
      if (closed || last) {
        return;
      }
      urgent.clear();
      bulk.clear();
      bytes = 0;
      last = true;
      add(urgent, value, sizeBytes);
    } finally {
      lock.unlock();
    }
  }

  private void add(ArrayDeque<Item<T>> line, T value, long sizeBytes) {
    line.add(new Item<>(value, sizeBytes));
    bytes += sizeBytes;
    changed.signal();
  }

  boolean hasRoom() {
    lock.lock();
    try {
      boolean room = bytes < marks.highBytes();
      roomWanted |= !room;
      return room;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for items and takes the first, and those behind it while they are together at most {@code
   * maxBytes}. Empty: the queue is at its end.
   */
  List<T> take(long maxBytes) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (urgent.isEmpty() && bulk.isEmpty() && !closed && !last) {
        changed.await();
      }
      List<T> batch = new ArrayList<>();
      long taken = 0;
      while (!closed) {
        boolean fromBulk = isBulksTurn();
        ArrayDeque<Item<T>> line = fromBulk ? bulk : urgent;
        Item<T> item = line.peek();
        if (item == null || (taken > 0 && taken + item.sizeBytes() > maxBytes)) {
          break;
        }
        line.remove();
        urgentSinceBulk = fromBulk ? 0 : urgentSinceBulk + item.sizeBytes();
        bytes -= item.sizeBytes();
        taken += item.sizeBytes();
        batch.add(item.value());
      }
      roomReported = roomWanted && bytes <= marks.lowBytes();
      roomWanted &= !roomReported;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private boolean isBulksTurn() {
    return urgent.isEmpty() || (urgentSinceBulk >= URGENT_TURN_BYTES && !bulk.isEmpty());
  }

  /** Whether the last {@link #take} fell to the low mark while somebody waits for that. */
  boolean fellToLowMark() {
    lock.lock();
    try {
      return roomReported;
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      urgent.clear();
      bulk.clear();
      bytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
