package io.twohop.sim.linux;

import io.twohop.posix.Timespec;

/** A machine's wall clock. It moves only when a test moves it, and may be set to anything. */
public final class SimClock {
  /** The tick of a kernel with CONFIG_HZ=250. */
  public static final long DEFAULT_TICK_NANOS = 4_000_000;

  private long nowNanos;
  private long tickNanos = DEFAULT_TICK_NANOS;

  /** Starts at 2026-01-01T00:00:00Z. */
  public SimClock() {
    this(1_767_225_600_000_000_000L);
  }

  public SimClock(long epochNanos) {
    nowNanos = epochNanos;
  }

  public long nowNanos() {
    return nowNanos;
  }

  public void advanceNanos(long nanos) {
    nowNanos += nanos;
  }

  public void setNanos(long epochNanos) {
    nowNanos = epochNanos;
  }

  /** How coarse timestamps are; 1 for a kernel with multigrain timestamps. */
  public void setTickNanos(long nanos) {
    tickNanos = nanos;
  }

  /** The time that inodes are stamped with. */
  Timespec stamp() {
    return Timespec.ofNanos(nowNanos - Math.floorMod(nowNanos, tickNanos));
  }
}
