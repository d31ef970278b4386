package io.twohop.transport;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time up to a bound, and by chance
 * between half of that and all of it, so that a hundred spokes do not come back at once.
 */
public final class Backoff {
  private final long firstMillis;
  private final long maxMillis;
  private final RandomGenerator random;
  private long nextMillis;

  public Backoff(long firstMillis, long maxMillis, RandomGenerator random) {
    if (firstMillis < 2 || firstMillis > maxMillis) {
      throw new IllegalArgumentException(firstMillis + " ms to " + maxMillis + " ms");
    }
    this.firstMillis = firstMillis;
    this.maxMillis = maxMillis;
    this.random = random;
    this.nextMillis = firstMillis;
  }

  /** The wait before the next attempt, after one that failed. */
  public long nextMillis() {
    long whole = nextMillis;
    nextMillis = Math.min(maxMillis, whole * 2);
    return random.nextLong(whole / 2, whole + 1);
  }

  /** An attempt went well. */
  public void reset() {
    nextMillis = firstMillis;
  }
}
