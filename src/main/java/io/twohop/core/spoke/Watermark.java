package io.twohop.core.spoke;

import io.twohop.model.Cursor;
import java.util.ArrayList;
import java.util.TreeSet;

/** Which changes are done: all up to a low mark, and some above it. */
final class Watermark {
  private final TreeSet<Long> above = new TreeSet<>();
  private long low;

  Watermark(Cursor cursor) {
    low = cursor.low();
    above.addAll(cursor.above());
  }

  boolean has(long seq) {
    return seq <= low || above.contains(seq);
  }

  void done(long seq) {
    if (seq <= low) {
      return;
    }
    above.add(seq);
    while (!above.isEmpty() && above.getFirst() == low + 1) {
      low = above.removeFirst();
    }
  }

  /** All up to {@code seq} counts as done, however little of it was seen. */
  void reached(long seq) {
    above.headSet(seq, true).clear();
    low = Math.max(low, seq);
    while (!above.isEmpty() && above.getFirst() == low + 1) {
      low = above.removeFirst();
    }
  }

  /** What came after {@code seq} is not what the hub has there. */
  void backTo(long seq) {
    above.tailSet(seq, false).clear();
    low = Math.min(low, seq);
  }

  long low() {
    return low;
  }

  Cursor cursor() {
    return new Cursor(low, new ArrayList<>(above));
  }
}
