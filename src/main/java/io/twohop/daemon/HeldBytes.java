package io.twohop.daemon;

import java.util.ArrayDeque;

/**
 * How many bytes a line holds of which only the length is known from outside: those that joined it
 * last.
 *
 * <p>LIMIT: an estimate; things may leave the line in another order than they came.
 */
final class HeldBytes {
  private record Joined(int count, long bytes) {}

  private final ArrayDeque<Joined> joined = new ArrayDeque<>();
  private long count;
  private long bytes;

  /** So many things joined at the end of the line. */
  void add(int things, long bytesOfAll) {
    if (things > 0) {
      joined.add(new Joined(things, bytesOfAll));
      count += things;
      bytes += bytesOfAll;
    }
  }

  /** What is held now that the line is so long. */
  long whenLengthIs(int length) {
    while (!joined.isEmpty() && count - joined.getFirst().count() >= length) {
      Joined left = joined.remove();
      count -= left.count();
      bytes -= left.bytes();
    }
    return bytes;
  }
}
