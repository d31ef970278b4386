package io.twohop.daemon;

import java.util.function.BooleanSupplier;

/**
 * Holds up the reader of a session while the member has more changes waiting than it should.
 *
 * <p>LIMIT: not while contents are being fetched: their pieces come over the same session, and the
 * changes may be waiting for them.
 */
final class BacklogGate {
  private static final int CLOSE_AT = 2_000;
  private static final int OPEN_AT = 1_000;

  private boolean closed;

  /** Waits while the gate is closed and {@code exempt} does not say otherwise. */
  synchronized void await(BooleanSupplier exempt) {
    while (closed && !exempt.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  synchronized void update(int backlog) {
    if (backlog > CLOSE_AT) {
      closed = true;
    } else if (closed && backlog < OPEN_AT) {
      closed = false;
      notifyAll();
    }
  }

  /** Lets everybody look again; closes when it is updated next, if there is a reason. */
  synchronized void open() {
    closed = false;
    notifyAll();
  }
}
