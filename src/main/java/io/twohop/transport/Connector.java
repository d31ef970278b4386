package io.twohop.transport;

import io.twohop.core.message.Message;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keeps a spoke connected: dials, waits for the session's end, waits a little, dials again. */
public final class Connector implements AutoCloseable {
  /** A session shorter than this counts as a failed attempt: the next one waits longer. */
  private static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Dialer dialer;
  private final Door door;
  private final Backoff backoff;
  private final Failures failures;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean stopped;
  private boolean hurried;
  private @Nullable Session session;

  /** Decides how to go on after an attempt that failed. */
  @FunctionalInterface
  public interface Failures {
    /** Says to give up. */
    long GIVE_UP = -1;

    /**
     * Hears of a failed attempt.
     *
     * @param waitMillis how long the back-off would wait
     * @return how long to wait, or {@link #GIVE_UP}
     */
    long failed(DialOutcome outcome, long waitMillis);
  }

  public Connector(Dialer dialer, Door door, Backoff backoff, Failures failures) {
    this.dialer = dialer;
    this.door = door;
    this.backoff = backoff;
    this.failures = failures;
  }

  /** Starts on a thread of its own; ends with {@link #close} or when told to give up. */
  public void start(Executor threads) {
    threads.execute(this::run);
  }

  private void run() {
    try {
      while (!isStopped()) {
        Visit visit = new Visit();
        DialOutcome outcome = dialer.dial(visit);
        long waitMillis;
        if (outcome instanceof DialOutcome.Connected connected) {
          long lastedNanos = visit.stay(connected.session());
          if (lastedNanos >= LASTING_NANOS) {
            backoff.reset();
          }
          waitMillis = backoff.nextMillis();
        } else {
          waitMillis = failures.failed(outcome, backoff.nextMillis());
        }
        if (waitMillis < 0) {
          return;
        }
        pause(waitMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does not wait any longer: the network has changed, or somebody asks. */
  public void hurry() {
    lock.lock();
    try {
      hurried = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  private void pause(long millis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!stopped && !hurried && left > 0) {
        left = changed.awaitNanos(left);
      }
      hurried = false;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the session if there is one, and dials no more. Does not wait. */
  @Override
  public void close() {
    Session open;
    lock.lock();
    try {
      stopped = true;
      open = session;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.close(Ending.here("the connector was closed"));
    }
  }

  /** One session, from its opening to its end. */
  private final class Visit implements Door {
    private boolean ended;

    @Override
    public Receiver open(Session opened) {
      Receiver inner = door.open(opened);
      return new Receiver() {
        @Override
        public void received(Message message) {
          inner.received(message);
        }

        @Override
        public void drained() {
          inner.drained();
        }

        @Override
        public void ended(Ending ending) {
          try {
            inner.ended(ending);
          } finally {
            leave();
          }
        }
      };
    }

    private void leave() {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Waits for the end; how long it took. */
    long stay(Session opened) throws InterruptedException {
      long sinceNanos = System.nanoTime();
      lock.lockInterruptibly();
      try {
        session = opened;
        while (!ended) {
          if (stopped) {
            opened.close(Ending.here("the connector was closed"));
          }
          changed.await();
        }
        session = null;
        hurried = false;
      } finally {
        lock.unlock();
      }
      return System.nanoTime() - sinceNanos;
    }
  }
}
