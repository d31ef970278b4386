package io.twohop.posix;

/**
 * An instant as the kernel keeps it: seconds since 1970-01-01T00:00:00Z (negative before), and
 * nanoseconds into that second. Exact over the whole range of every file system, which a single
 * long of nanoseconds (years 1677 to 2262) is not.
 *
 * @param seconds since the epoch
 * @param nanos 0 to 999,999,999
 */
public record Timespec(long seconds, int nanos) implements Comparable<Timespec> {
  /** What stands in {@link Stat#birth()} where the file system does not record it. */
  public static final Timespec NONE = new Timespec(0, 0);

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  public Timespec {
    if (nanos < 0 || nanos >= NANOS_PER_SECOND) {
      throw new IllegalArgumentException("nanos out of range: " + nanos);
    }
  }

  /** The instant that many nanoseconds after the epoch. */
  public static Timespec ofNanos(long epochNanos) {
    return new Timespec(
        Math.floorDiv(epochNanos, (long) NANOS_PER_SECOND),
        Math.floorMod(epochNanos, NANOS_PER_SECOND));
  }

  /** Nanoseconds since the epoch; instants outside 1677 to 2262 become the nearest long. */
  public long toNanos() {
    long high = Math.multiplyHigh(seconds, NANOS_PER_SECOND);
    long low = seconds * NANOS_PER_SECOND;
    if (high != low >> 63) {
      return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    long sum = low + nanos;
    return low > 0 && sum < 0 ? Long.MAX_VALUE : sum;
  }

  @Override
  public int compareTo(Timespec other) {
    int bySeconds = Long.compare(seconds, other.seconds);
    return bySeconds != 0 ? bySeconds : Integer.compare(nanos, other.nanos);
  }
}
