package io.twohop.model;

import java.util.List;

/**
 * Which accepted changes a member has: all up to {@code low}, and those in {@code above} (each
 * greater than {@code low}, ascending).
 *
 * <p>Blocked changes are not in it.
 */
public record Cursor(long low, List<Long> above) {
  public static final Cursor NOTHING = new Cursor(0, List.of());

  /** LIMIT: how many a message lists; so many changes pass one that waits for a large content. */
  public static final int ABOVE_MAX = 65_536;

  public Cursor {
    above = List.copyOf(above);
    long before = low;
    for (long seq : above) {
      if (seq <= before) {
        throw new IllegalArgumentException("not ascending above " + low + ": " + above);
      }
      before = seq;
    }
  }

  /** What may be told to others: all of it, or as much as {@link #ABOVE_MAX} allows. */
  public Cursor told() {
    return above.size() <= ABOVE_MAX ? this : new Cursor(low, above.subList(0, ABOVE_MAX));
  }

  public boolean has(long seq) {
    return seq <= low || above.contains(seq);
  }
}
