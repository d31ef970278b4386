package io.twohop.daemon;

/**
 * Holds up the reader of a session while the member has more changes waiting, or more of their
 * contents in memory, than it should.
 *
 * <p>WHY: what waits may be waiting for something that is still to be read: an answer, a piece of a
 * content. So while nothing moves, one message after the other is let in.
 */
final class BacklogGate {
  /** LIMIT: changes, some 2 KiB of heap each beside their contents. */
  private static final int CLOSE_AT = 2_000;

  private static final int OPEN_AT = 1_000;

  /** LIMIT: contents of changes in memory. */
  private static final long CLOSE_AT_BYTES = 6 << 20;

  private static final long OPEN_AT_BYTES = 3 << 20;

  private final HeldBytes contents = new HeldBytes();
  private boolean closed;
  private boolean oneMayPass;
  private boolean ended;

  /** Waits until a message may come in. */
  synchronized void await() {
    while (closed && !oneMayPass && !ended) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    oneMayPass = false;
  }

  /** So many changes came in with contents of so many bytes, and so many are waiting now. */
  synchronized void delivered(int changes, long bytes, int backlog) {
    contents.add(changes, bytes);
    update(backlog);
  }

  synchronized void update(int backlog) {
    long bytes = contents.whenLengthIs(backlog);
    if (backlog > CLOSE_AT || bytes > CLOSE_AT_BYTES) {
      closed = true;
    } else if (closed && backlog < OPEN_AT && bytes < OPEN_AT_BYTES) {
      closed = false;
      notifyAll();
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Nothing moves without another message. */
  synchronized void letOneIn() {
    if (closed) {
      oneMayPass = true;
      notifyAll();
    }
  }

  /** Nobody waits here any more. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }
}
