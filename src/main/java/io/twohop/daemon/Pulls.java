package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.model.ContentHash;
import io.twohop.model.NodeId;
import io.twohop.posix.ErrnoException;
import io.twohop.transport.Session;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Contents that are being fetched from one peer, each by a worker of its own, a few at a time.
 *
 * <p>Memory is bounded: {@value #ACTIVE_MAX} contents with {@value #OUTSTANDING_MAX} pieces each,
 * whatever their sizes. Any thread may call it.
 */
final class Pulls {
  /** LIMIT: contents that are fetched from one peer at a time; the others wait. */
  private static final int ACTIVE_MAX = 4;

  /** LIMIT: pieces of one content that were asked for and are not here yet. */
  private static final int OUTSTANDING_MAX = 4;

  private static final long NO_SPACE_RETRY_MILLIS = 1_000;

  /** What became of a content. */
  enum Outcome {
    /** It is here, verified and durable. */
    ARRIVED,
    /** The peer does not have it any more, or sent something else. */
    UNAVAILABLE,
    /** The session ended first. */
    ABORTED
  }

  /** Opens the place that a content goes to. */
  @FunctionalInterface
  interface Sinks {
    ContentSink open(ContentHash content, long sizeBytes);
  }

  /** Hears of the end of one fetch. Called by its worker. */
  @FunctionalInterface
  interface Listener {
    void ended(Outcome outcome);
  }

  private final Session session;
  private final Executor workers;
  private final Sinks sinks;
  private final Report report;
  private final Map<ContentHash, Pull> active = new HashMap<>();
  private final ArrayDeque<Pull> waiting = new ArrayDeque<>();
  private boolean aborted;

  /** Hears of what people should know. */
  @FunctionalInterface
  interface Report {
    void problem(String text);
  }

  Pulls(Session session, Executor workers, Sinks sinks, Report report) {
    this.session = session;
    this.workers = workers;
    this.sinks = sinks;
    this.report = report;
  }

  /** Fetches a content; one that is being fetched already must not be asked for again. */
  void start(NodeId node, ContentHash content, long sizeBytes, Listener listener) {
    Pull pull = new Pull(node, content, sizeBytes, listener);
    synchronized (this) {
      if (!aborted) {
        waiting.add(pull);
        next();
        return;
      }
    }
    listener.ended(Outcome.ABORTED);
  }

  private synchronized void next() {
    while (active.size() < ACTIVE_MAX && !waiting.isEmpty()) {
      Pull pull = waiting.remove();
      active.put(pull.content, pull);
      workers.execute(pull);
    }
  }

  /** A piece came. */
  void received(Message.Chunk chunk) {
    answer(chunk.content(), chunk);
  }

  /** The peer said that it does not have it. */
  void received(Message.Unavailable unavailable) {
    answer(unavailable.content(), unavailable);
  }

  private synchronized void answer(ContentHash content, Message message) {
    Pull pull = active.get(content);
    // LIMIT: a peer that sends what nobody asked for fills no memory.
    if (pull != null && pull.answers.size() <= OUTSTANDING_MAX) {
      pull.answers.add(message);
    }
  }

  /** Whether something is being fetched. */
  synchronized boolean isBusy() {
    return !active.isEmpty();
  }

  /** The session is over. */
  void abort() {
    ArrayDeque<Pull> never;
    synchronized (this) {
      aborted = true;
      never = new ArrayDeque<>(waiting);
      waiting.clear();
      active.values().forEach(pull -> pull.answers.add(pull.end()));
    }
    never.forEach(pull -> pull.listener.ended(Outcome.ABORTED));
  }

  private final class Pull implements Runnable {
    final NodeId node;
    final ContentHash content;
    final long sizeBytes;
    final Listener listener;
    final LinkedBlockingQueue<Message> answers = new LinkedBlockingQueue<>();

    Pull(NodeId node, ContentHash content, long sizeBytes, Listener listener) {
      this.node = node;
      this.content = content;
      this.sizeBytes = sizeBytes;
      this.listener = listener;
    }

    /** What stands for the end of the session. */
    Message end() {
      return new Message.Farewell(false);
    }

    @Override
    public void run() {
      Outcome outcome = Outcome.ABORTED;
      try {
        outcome = fetchUntilThereIsSpace();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        synchronized (Pulls.this) {
          active.remove(content);
          next();
        }
        listener.ended(outcome);
      }
    }

    private Outcome fetchUntilThereIsSpace() throws InterruptedException {
      while (true) {
        Outcome outcome = fetch();
        if (outcome != null) {
          return outcome;
        }
        Thread.sleep(NO_SPACE_RETRY_MILLIS);
        if (answers.stream().anyMatch(Message.Farewell.class::isInstance)) {
          return Outcome.ABORTED;
        }
        answers.clear();
      }
    }

    /** Null if it could not be written here. */
    private @Nullable Outcome fetch() throws InterruptedException {
      try (ContentSink sink = sinks.open(content, sizeBytes)) {
        Outcome early = receive(sink);
        return early != null ? early : sink.finish() ? Outcome.ARRIVED : Outcome.UNAVAILABLE;
      } catch (ErrnoException refused) {
        report.problem("cannot store content " + content + ": " + refused.getMessage());
        return null;
      }
    }

    /** Null when all of it is here. */
    private @Nullable Outcome receive(ContentSink sink) throws InterruptedException {
      long asked = sink.receivedBytes();
      ArrayDeque<Integer> outstanding = new ArrayDeque<>();
      while (sink.receivedBytes() < sizeBytes) {
        while (asked < sizeBytes && outstanding.size() < OUTSTANDING_MAX) {
          int length = (int) Math.min(Message.CHUNK_MAX_BYTES, sizeBytes - asked);
          session.offer(new Message.Fetch(node, content, asked, length));
          asked += length;
          outstanding.add(length);
        }
        switch (answers.take()) {
          case Message.Chunk chunk -> {
            if (chunk.offsetBytes() != sink.receivedBytes()) {
              // Asked for before a pause; it was or will be asked for again.
              continue;
            }
            if (chunk.bytes().length() != outstanding.remove()) {
              return Outcome.UNAVAILABLE;
            }
            sink.write(chunk.bytes().shared());
          }
          case Message.Unavailable u -> {
            return Outcome.UNAVAILABLE;
          }
          case Message m -> {
            return Outcome.ABORTED;
          }
        }
      }
      return null;
    }
  }
}
