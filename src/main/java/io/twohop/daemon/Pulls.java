package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.model.ContentHash;
import io.twohop.model.NodeId;
import io.twohop.posix.ErrnoException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
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

  /** LIMIT: of one content, what was asked for and is not written yet. */
  private static final int AHEAD_MAX_BYTES = 4 * Message.CHUNK_MAX_BYTES;

  /** Stands for the end of the session. */
  private static final Message END = new Message.Farewell(false);

  /** What became of a content. */
  sealed interface Outcome {
    /** It is here, verified and durable. */
    record Arrived() implements Outcome {}

    /** The peer does not have it any more, or sent something else. */
    record Unavailable() implements Outcome {}

    /** It could not be written here; nothing of it stays. */
    record NotStored(String why) implements Outcome {}

    /** The session ended first; what came may stay for another attempt. */
    record Aborted() implements Outcome {}
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

  private final Consumer<Message> peer;
  private final Executor workers;
  private final Sinks sinks;
  private final Map<ContentHash, Pull> active = new HashMap<>();
  private final LinkedHashMap<ContentHash, Pull> waiting = new LinkedHashMap<>();
  private boolean aborted;

  /** {@code peer} takes what is asked of it. */
  Pulls(Consumer<Message> peer, Executor workers, Sinks sinks) {
    this.peer = peer;
    this.workers = workers;
    this.sinks = sinks;
  }

  /** Fetches a content; one that is on its way already is not fetched twice. */
  void start(NodeId node, ContentHash content, long sizeBytes, Listener listener) {
    synchronized (this) {
      if (!aborted) {
        Pull underWay = underWay(content);
        if (underWay != null) {
          underWay.listeners.add(listener);
        } else {
          waiting.put(content, new Pull(node, content, sizeBytes, listener));
          next();
        }
        return;
      }
    }
    listener.ended(new Outcome.Aborted());
  }

  private @Nullable Pull underWay(ContentHash content) {
    Pull pull = active.get(content);
    return pull != null ? pull : waiting.get(content);
  }

  private synchronized void next() {
    while (active.size() < ACTIVE_MAX && !waiting.isEmpty()) {
      Pull pull = waiting.sequencedValues().removeFirst();
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
    if (pull != null) {
      pull.take(message);
    }
  }

  /** The session is over. */
  void abort() {
    List<Pull> never;
    synchronized (this) {
      aborted = true;
      never = List.copyOf(waiting.values());
      waiting.clear();
      active.values().forEach(pull -> pull.take(END));
    }
    never.forEach(pull -> pull.tell(new Outcome.Aborted()));
  }

  private final class Pull implements Runnable {
    final NodeId node;
    final ContentHash content;
    final long sizeBytes;
    final List<Listener> listeners = new ArrayList<>();
    final LinkedBlockingQueue<Message> answers = new LinkedBlockingQueue<>();

    /** Up to where pieces were asked for. The worker writes it, and guards that by the pulls. */
    private long askedBytes;

    /** Up to where pieces came; guarded by the pulls. */
    private long cameBytes;

    /** Nothing that comes counts any more; guarded by the pulls. */
    private boolean over;

    Pull(NodeId node, ContentHash content, long sizeBytes, Listener listener) {
      this.node = node;
      this.content = content;
      this.sizeBytes = sizeBytes;
      listeners.add(listener);
    }

    @Override
    public void run() {
      Outcome outcome = new Outcome.Aborted();
      try {
        outcome = fetch();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        synchronized (Pulls.this) {
          active.remove(content);
          next();
        }
        tell(outcome);
      }
    }

    /** Nobody can join any more. */
    private void tell(Outcome outcome) {
      listeners.forEach(listener -> listener.ended(outcome));
    }

    private Outcome fetch() throws InterruptedException {
      try (ContentSink sink = sinks.open(content, sizeBytes)) {
        return receive(sink);
      } catch (ErrnoException refused) {
        return new Outcome.NotStored(Objects.requireNonNull(refused.getMessage()));
      }
    }

    private Outcome receive(ContentSink sink) throws InterruptedException {
      synchronized (Pulls.this) {
        askedBytes = sink.receivedBytes();
        cameBytes = askedBytes;
      }
      while (sink.receivedBytes() < sizeBytes) {
        ask(sink.receivedBytes());
        switch (answers.take()) {
          case Message.Chunk chunk -> write(sink, chunk);
          case Message.Unavailable u -> {
            return new Outcome.Unavailable();
          }
          case Message m -> {
            return new Outcome.Aborted();
          }
        }
      }
      return sink.finish() ? new Outcome.Arrived() : new Outcome.Unavailable();
    }

    private void ask(long receivedBytes) {
      while (askedBytes < sizeBytes && askedBytes - receivedBytes < AHEAD_MAX_BYTES) {
        int length = pieceBytes(askedBytes);
        Message.Fetch fetch = new Message.Fetch(node, content, askedBytes, length);
        synchronized (Pulls.this) {
          askedBytes += length;
        }
        peer.accept(fetch);
      }
    }

    private void write(ContentSink sink, Message.Chunk chunk) {
      try {
        sink.write(chunk.bytes().shared());
      } catch (ErrnoException refused) {
        sink.discard();
        throw refused;
      }
    }

    /**
     * Guarded by the pulls. WHY the offset: an earlier fetch of the same may have asked for it; and
     * a peer that sends what nobody asked for fills no memory.
     */
    void take(Message answer) {
      if (over) {
        return;
      }
      if (answer instanceof Message.Chunk chunk) {
        if (chunk.offsetBytes() != cameBytes || cameBytes >= askedBytes) {
          return;
        }
        if (chunk.bytes().length() == pieceBytes(cameBytes)) {
          cameBytes += chunk.bytes().length();
          answers.add(chunk);
          return;
        }
      }
      over = true;
      answers.add(answer instanceof Message.Chunk ? new Message.Unavailable(content) : answer);
    }

    private int pieceBytes(long offsetBytes) {
      return (int) Math.min(Message.CHUNK_MAX_BYTES, sizeBytes - offsetBytes);
    }
  }
}
