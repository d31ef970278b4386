package io.twohop.daemon;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one thread has still to do, in order. Others put jobs in; the owner takes them out and
 * sleeps while there is none.
 */
final class Mailbox {
  /** No end of the wait. */
  static final long FOREVER = Long.MAX_VALUE;

  private record Job(Runnable job, long bytes) {}

  private final int capacity;
  private final long capacityBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final ArrayDeque<Job> jobs = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  /**
   * Both bounds bind {@link #put} alone.
   *
   * @param capacity jobs
   * @param capacityBytes of heap that jobs hold; what is put last may go beyond it
   */
  Mailbox(int capacity, long capacityBytes) {
    this.capacity = capacity;
    this.capacityBytes = capacityBytes;
  }

  /**
   * Adds a job, and waits for room first: for those who can be slowed down, such as readers of
   * sockets. Dropped if the mailbox is closed.
   */
  void put(Runnable job, long bytesOfJob) {
    lock.lock();
    try {
      while ((jobs.size() >= capacity || bytes >= capacityBytes) && !closed) {
        notFull.awaitUninterruptibly();
      }
      add(new Job(job, bytesOfJob));
    } finally {
      lock.unlock();
    }
  }

  /** Adds a job at once: for results, of which there are only as many as were asked for. */
  void post(Runnable job) {
    lock.lock();
    try {
      add(new Job(job, 0));
    } finally {
      lock.unlock();
    }
  }

  private void add(Job job) {
    if (!closed) {
      jobs.add(job);
      bytes += job.bytes();
      notEmpty.signal();
    }
  }

  /**
   * The next job; null if there is none for so long, or the mailbox is closed and empty.
   *
   * @param timeoutNanos not more than 0 only looks
   */
  @Nullable Runnable take(long timeoutNanos) throws InterruptedException {
    lock.lock();
    try {
      long left = timeoutNanos;
      while (jobs.isEmpty() && !closed && left > 0) {
        if (timeoutNanos == FOREVER) {
          notEmpty.await();
        } else {
          left = notEmpty.awaitNanos(left);
        }
      }
      Job next = jobs.poll();
      if (next == null) {
        return null;
      }
      bytes -= next.bytes();
      notFull.signal();
      return next.job();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more jobs; what is in it can still be taken. Wakes everybody who waits. */
  void close() {
    lock.lock();
    try {
      closed = true;
      notEmpty.signalAll();
      notFull.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@link #close} was called. */
  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
