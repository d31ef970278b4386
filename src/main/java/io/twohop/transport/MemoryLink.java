package io.twohop.transport;

import io.twohop.core.message.Message;
import io.twohop.wire.Framed;
import io.twohop.wire.MessageCodec;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Two sessions in one process, each the other's peer: how the hub's own directory talks to the hub.
 * Messages are handed over as they are, never encoded.
 */
public final class MemoryLink {
  private final End first;
  private final End second;

  private MemoryLink(End first, End second) {
    this.first = first;
    this.second = second;
  }

  /**
   * Connects two doors; each sees the other as the peer given.
   *
   * @param threads runs one thread for each direction until the link is closed
   */
  public static MemoryLink connect(
      Peer seenByFirst,
      Door firstDoor,
      Peer seenBySecond,
      Door secondDoor,
      QueueMarks marks,
      Executor threads) {
    End first = new End(seenByFirst, marks);
    End second = new End(seenBySecond, marks);
    first.other = second;
    second.other = first;
    Receiver atFirst = firstDoor.open(first);
    Receiver atSecond = secondDoor.open(second);
    threads.execute(() -> first.carry(atFirst, atSecond));
    threads.execute(() -> second.carry(atSecond, atFirst));
    return new MemoryLink(first, second);
  }

  public Session first() {
    return first;
  }

  public Session second() {
    return second;
  }

  private static final class End implements Session {
    private final Peer peer;
    private final OutboundQueue<Message> queue;
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private final AtomicLong sentMessages = new AtomicLong();
    private @Nullable End other;

    End(Peer peer, QueueMarks marks) {
      this.peer = peer;
      this.queue = new OutboundQueue<>(marks);
    }

    /** Delivers what this end offers, and tells the other side when that is over. */
    void carry(Receiver own, Receiver theirs) {
      try {
        // One at a time, so that the queue's marks mean the same as over a network.
        for (List<Message> batch = queue.take(1); !batch.isEmpty(); batch = queue.take(1)) {
          if (queue.fellToLowMark()) {
            own.drained();
          }
          for (Message message : batch) {
            sentMessages.incrementAndGet();
            theirs.received(message);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        close(Ending.here("finished"));
        Ending why = other().ending.get();
        theirs.ended(why == null ? Ending.here("closed") : why);
      }
    }

    private End other() {
      End known = other;
      if (known == null) {
        throw new IllegalStateException("used before it was connected");
      }
      return known;
    }

    @Override
    public Peer peer() {
      return peer;
    }

    @Override
    public boolean offer(Message message) {
      long size = MessageCodec.sizeBoundOf(message);
      return switch (queue.offer(message, size, message instanceof Message.Chunk)) {
        case QUEUED -> true;
        case CLOSED -> false;
        case OVER_THE_LIMIT -> {
          close(new Ending(Ending.Cause.STALLED, "the other end does not take what it is sent"));
          yield false;
        }
      };
    }

    @Override
    public boolean offer(Framed message) {
      return offer(message.message());
    }

    @Override
    public boolean hasRoom() {
      return queue.hasRoom();
    }

    @Override
    public void finish(Message last) {
      queue.finishWith(last, MessageCodec.sizeBoundOf(last));
    }

    @Override
    public void close(Ending why) {
      if (ending.compareAndSet(null, why)) {
        // Both know why before either is woken.
        other().ending.compareAndSet(null, new Ending(Ending.Cause.LOST, why.detail()));
        queue.close();
        other().queue.close();
      }
    }

    @Override
    public Traffic traffic() {
      return new Traffic(0, 0, other().sentMessages.get(), sentMessages.get(), queue.bytes(), 0);
    }
  }
}
