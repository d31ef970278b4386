package io.twohop.posix;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open descriptor. Whoever opened it closes it, exactly once; closing again does nothing, so
 * that it can stand in a try-with-resources and be closed early.
 *
 * <p>RACE: a descriptor that one thread closes while another uses it may by then be somebody else's
 * number; owners must not close what another thread may still use. {@link #number()} of a closed
 * descriptor throws, which catches most such bugs.
 */
public final class Fd implements AutoCloseable {
  private final Syscalls syscalls;
  private final int number;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Made by {@link Syscalls} only; public for other implementations of it. */
  public Fd(Syscalls syscalls, int number) {
    if (number < 0) {
      throw new IllegalArgumentException("not a descriptor: " + number);
    }
    this.syscalls = syscalls;
    this.number = number;
  }

  /**
   * The process's number for it.
   *
   * @throws IllegalStateException if it was closed here
   */
  public int number() {
    if (closed.get()) {
      throw new IllegalStateException("descriptor " + number + " is closed");
    }
    return number;
  }

  /**
   * Closes it. A failure of close(2) is not reported: what matters was flushed before, and the
   * number is free in any case.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      syscalls.close(number);
    }
  }

  @Override
  public String toString() {
    return "fd " + number + (closed.get() ? " (closed)" : "");
  }
}
