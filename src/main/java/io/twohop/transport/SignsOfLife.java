package io.twohop.transport;

import io.twohop.core.message.Message;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the peer of a session lives, while one of the two waits for the other: who was sent
 * something says something within two ticks, if only {@link Message.Ping}; who sent something and
 * hears nothing for longer than that takes the peer for dead.
 *
 * <p>WHY: with data on the way to a dead peer the kernel sends no keep-alive, and gives up after a
 * quarter of an hour, see tcp_retries2 in tcp(7).
 *
 * <p>WHY a peer that is slow has to speak by itself: a question would stand behind all that it has
 * yet to read. At rest nothing is said, and nobody looks. Times are {@link System#nanoTime}s.
 */
final class SignsOfLife {
  private final long tickNanos;
  private final long silenceNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition outstanding = lock.newCondition();
  private final Condition over = lock.newCondition();

  private boolean ended;

  /** Something was sent, and nothing has been heard since. */
  private boolean awaiting;

  /** Something was heard, and nothing has been said since. */
  private boolean owing;

  /** A part of a message has come. */
  private boolean arriving;

  /** A message is being taken, and meanwhile nothing is read. */
  private boolean taking;

  private long awaitingSinceNanos;
  private long readingSinceNanos;
  private long takingSinceNanos;

  SignsOfLife(TransportLimits limits) {
    tickNanos = TimeUnit.MILLISECONDS.toNanos(limits.tickMillis());
    silenceNanos = TimeUnit.MILLISECONDS.toNanos(limits.silenceMillis());
  }

  /** What is to be done now. */
  enum Step {
    NOTHING,
    SAY_SOMETHING,
    GIVE_UP
  }

  /** A message was queued for the peer. */
  void sent(Message message, long nowNanos) {
    lock.lock();
    try {
      owing = false;
      if (!awaiting && wantsASign(message)) {
        awaiting = true;
        awaitingSinceNanos = nowNanos;
        outstanding.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Bytes came. */
  void heard() {
    lock.lock();
    try {
      awaiting = false;
      arriving = true;
    } finally {
      lock.unlock();
    }
  }

  /** A message is complete, and the reader is busy with it. */
  void takes(Message message, long nowNanos) {
    lock.lock();
    try {
      arriving = false;
      owing |= wantsASign(message);
      taking = true;
      takingSinceNanos = nowNanos;
      outstanding.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The reader reads on. */
  void reads(long nowNanos) {
    lock.lock();
    try {
      taking = false;
      readingSinceNanos = nowNanos;
    } finally {
      lock.unlock();
    }
  }

  /** WHY not the answer to a ping: something has to be the last word. */
  private static boolean wantsASign(Message message) {
    return !(message instanceof Message.Pong);
  }

  /** Looks, one tick after the last time. */
  Step look(long nowNanos) {
    lock.lock();
    try {
      // While nothing is read here, it is not the peer that is silent.
      long silentSinceNanos = Math.max(awaitingSinceNanos, readingSinceNanos);
      if (awaiting && !taking && nowNanos - silentSinceNanos >= silenceNanos) {
        return Step.GIVE_UP;
      }
      boolean heldUp = taking && nowNanos - takingSinceNanos >= tickNanos;
      return owing || arriving || heldUp ? Step.SAY_SOMETHING : Step.NOTHING;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something is outstanding, and then for one tick; false if the session is over. */
  boolean awaitTick() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!ended && !awaiting && !owing && !arriving && !taking) {
        outstanding.await();
      }
      long left = tickNanos;
      while (!ended && left > 0) {
        left = over.awaitNanos(left);
      }
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  /** The session is over. */
  void end() {
    lock.lock();
    try {
      ended = true;
      outstanding.signal();
      over.signal();
    } finally {
      lock.unlock();
    }
  }
}
