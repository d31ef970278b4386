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

  public boolean has(long seq) {
    return seq <= low || above.contains(seq);
  }
}
