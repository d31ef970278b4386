package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.posix.ErrnoException;
import io.twohop.transport.Ending;
import io.twohop.transport.Session;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Answers what one peer fetches, in order, on a worker that lives only while there is something to
 * answer.
 */
final class Pushes {
  /** LIMIT: fetches that wait; the reader of a peer that asks for more is held up. */
  private static final int WAITING_MAX = 64;

  private final Session session;
  private final ContentSource source;
  private final Executor workers;
  private final ArrayBlockingQueue<Message.Fetch> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final AtomicBoolean working = new AtomicBoolean();

  Pushes(Session session, ContentSource source, Executor workers) {
    this.session = session;
    this.source = source;
    this.workers = workers;
  }

  /** Takes one fetch; called by the session's reader. */
  void received(Message.Fetch fetch) {
    try {
      while (!waiting.offer(fetch, 1, TimeUnit.SECONDS)) {
        work();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    work();
  }

  private void work() {
    if (working.compareAndSet(false, true)) {
      workers.execute(this::answerAll);
    }
  }

  private void answerAll() {
    try {
      for (Message.Fetch next = waiting.poll(); next != null; next = waiting.poll()) {
        answer(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      session.close(new Ending(Ending.Cause.CLOSED_HERE, "interrupted"));
      return;
    } finally {
      working.set(false);
    }
    // RACE: one that came between the last poll and the line above.
    if (!waiting.isEmpty()) {
      work();
    }
  }

  private void answer(Message.Fetch fetch) throws InterruptedException {
    Bytes bytes = read(fetch);
    session.offer(
        bytes == null
            ? new Message.Unavailable(fetch.content())
            : new Message.Chunk(fetch.content(), fetch.offsetBytes(), bytes));
  }

  private @Nullable Bytes read(Message.Fetch fetch) throws InterruptedException {
    try {
      return source.read(fetch);
    } catch (ErrnoException unreadable) {
      return null;
    }
  }
}
