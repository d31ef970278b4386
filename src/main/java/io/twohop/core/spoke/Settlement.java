package io.twohop.core.spoke;

/**
 * When what is visible is made durable, and how far that has come. One settlement is under way at a
 * time.
 */
final class Settlement {
  private long settledSeq;
  private long confirmedNumber;
  private long dueNanos = Long.MAX_VALUE;
  private long token;
  private boolean underWay;
  private long beganSeq;
  private long beganNumber;

  Settlement(long settledSeq) {
    this.settledSeq = settledSeq;
  }

  /** Something changed that must become durable. */
  void changed(long nowNanos, long withinNanos) {
    dueNanos = Math.min(dueNanos, nowNanos + withinNanos);
  }

  boolean isDue(long nowNanos) {
    return !underWay && dueNanos <= nowNanos;
  }

  boolean isIdle() {
    return !underWay && dueNanos == Long.MAX_VALUE;
  }

  /**
   * When the next one is due, {@link Long#MAX_VALUE} if nothing is to be settled or one is under
   * way.
   */
  long dueNanos() {
    return underWay ? Long.MAX_VALUE : dueNanos;
  }

  /** Begins one: what it makes durable, and its token. */
  long begin(long seq, long number) {
    underWay = true;
    dueNanos = Long.MAX_VALUE;
    beganSeq = seq;
    beganNumber = number;
    return ++token;
  }

  void settled(long ofToken) {
    if (underWay && ofToken == token) {
      underWay = false;
      settledSeq = beganSeq;
      confirmedNumber = beganNumber;
    }
  }

  long settledSeq() {
    return settledSeq;
  }

  long confirmedNumber() {
    return confirmedNumber;
  }
}
