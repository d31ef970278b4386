package io.twohop.model;

/**
 * A point in time as the file system stores it: seconds since 1970 (negative before) and
 * nanoseconds 0 to 999,999,999 after that second.
 *
 * <p>WHY: not one long of nanoseconds, which ends in 2262; a file may carry any time and must keep
 * it.
 */
public record Timestamp(long seconds, int nanos) implements Comparable<Timestamp> {
  public Timestamp {
    if (nanos < 0 || nanos > 999_999_999) {
      throw new IllegalArgumentException("nanoseconds out of range: " + nanos);
    }
  }

  @Override
  public int compareTo(Timestamp other) {
    int bySeconds = Long.compare(seconds, other.seconds);
    return bySeconds != 0 ? bySeconds : Integer.compare(nanos, other.nanos);
  }

  @Override
  public String toString() {
    return String.format("%d.%09d", seconds, nanos);
  }
}
