package io.twohop.transport;

import io.twohop.core.message.Message;
import io.twohop.wire.Frame;
import io.twohop.wire.FrameType;
import io.twohop.wire.Framed;
import io.twohop.wire.MessageAssembler;
import io.twohop.wire.MessageCodec;
import io.twohop.wire.ProtocolViolation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A session over TLS: one thread reads, one writes, one looks for signs of life, and whoever offers
 * only queues.
 */
final class TlsSession implements Session {
  /** Frames up to this many bytes are put together into one write. */
  private static final int COALESCED_BYTES = 64 * 1024;

  private static final long FINISH_GRACE_MILLIS = 1_000;
  private static final Framed ALIVE = MessageCodec.frame(new Message.Ping(0));

  private final Peer peer;
  private final Connection connection;
  private final MessageAssembler assembler;
  private final OutboundQueue<Framed> queue;
  private final SignsOfLife signs;
  private final Executor threads;
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicLong receivedMessages = new AtomicLong();
  private final AtomicLong sentMessages = new AtomicLong();
  private volatile long writingSinceNanos;
  private volatile @Nullable Ending finishing;

  TlsSession(
      Peer peer,
      FrameType.Sender peerSide,
      Connection connection,
      TransportLimits limits,
      Executor threads) {
    this.peer = peer;
    this.connection = connection;
    this.assembler = new MessageAssembler(peerSide);
    this.signs = new SignsOfLife(limits);
    // RACE: noted later, what the peer has answered already would be waited for.
    this.queue =
        new OutboundQueue<>(
            limits.queue(), framed -> signs.sent(framed.message(), System.nanoTime()));
    this.threads = threads;
  }

  /** Runs the session on this thread, which becomes its reader, until it is over. */
  void run(Receiver receiver) {
    try {
      threads.execute(() -> writeLoop(receiver));
      threads.execute(this::lookForSigns);
      readLoop(receiver);
    } catch (RejectedExecutionException e) {
      close(Ending.here("the process ends"));
    } finally {
      // Closed already, unless the receiver failed.
      close(Ending.here("the receiver failed"));
      over.countDown();
      receiver.ended(endingOr(Ending.here("closed")));
    }
  }

  private void readLoop(Receiver receiver) {
    try {
      for (Frame frame = readFrame(); frame != null; frame = readFrame()) {
        Message message = assembler.accept(frame);
        if (message != null && finishing == null) {
          receivedMessages.incrementAndGet();
          signs.takes(message, System.nanoTime());
          receiver.received(message);
        }
      }
      close(new Ending(Ending.Cause.LOST, "the peer closed the connection"));
    } catch (IOException e) {
      close(Ending.lost(e));
    } catch (ProtocolViolation e) {
      close(new Ending(Ending.Cause.PROTOCOL_VIOLATION, String.valueOf(e.getMessage())));
    }
  }

  private @Nullable Frame readFrame() throws IOException, ProtocolViolation {
    signs.reads(System.nanoTime());
    return connection.read(signs::heard);
  }

  private void lookForSigns() {
    try {
      while (signs.awaitTick()) {
        switch (signs.look(System.nanoTime())) {
          case NOTHING -> {}
          case SAY_SOMETHING -> offer(ALIVE);
          case GIVE_UP -> close(new Ending(Ending.Cause.LOST, "the peer has fallen silent"));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close(Ending.here("interrupted"));
    }
  }

  private void writeLoop(Receiver receiver) {
    byte[] together = new byte[COALESCED_BYTES];
    try {
      for (List<Framed> batch = queue.take(COALESCED_BYTES);
          !batch.isEmpty();
          batch = queue.take(COALESCED_BYTES)) {
        if (queue.fellToLowMark()) {
          receiver.drained();
        }
        writingSinceNanos = System.nanoTime() | 1;
        write(batch, together);
        writingSinceNanos = 0;
        sentMessages.addAndGet(batch.size());
      }
      connection.endOutput();
    } catch (IOException e) {
      close(Ending.lost(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close(Ending.here("interrupted"));
    }
  }

  private void write(List<Framed> batch, byte[] together) throws IOException {
    if (batch.size() == 1) {
      byte[] frames = batch.getFirst().frames();
      connection.write(frames, frames.length);
      return;
    }
    int length = 0;
    for (Framed framed : batch) {
      System.arraycopy(framed.frames(), 0, together, length, framed.frames().length);
      length += framed.frames().length;
    }
    connection.write(together, length);
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public boolean offer(Message message) {
    return offer(MessageCodec.frame(message));
  }

  @Override
  public boolean offer(Framed message) {
    return switch (queue.offer(message, message.frames().length, message.isBulk())) {
      case QUEUED -> true;
      case CLOSED -> false;
      case OVER_THE_LIMIT -> {
        close(new Ending(Ending.Cause.STALLED, "the peer does not read what it is sent"));
        yield false;
      }
    };
  }

  @Override
  public boolean hasRoom() {
    return queue.hasRoom();
  }

  @Override
  public void finish(Message last) {
    finish(last, Ending.here("finished"));
  }

  /** Says {@code last} and ends for this reason. What the peer says meanwhile is not heard. */
  void finish(Message last, Ending why) {
    finishing = why;
    Framed framed = MessageCodec.frame(last);
    queue.finishWith(framed, framed.frames().length);
    threads.execute(() -> {
      try {
        // The peer closes when it has read the last message; a stalled one is not waited for.
        if (!over.await(FINISH_GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
          close(why);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close(why);
      }
    });
  }

  @Override
  public void close(Ending why) {
    Ending planned = finishing;
    if (ending.compareAndSet(null, planned == null ? why : planned)) {
      queue.close();
      connection.close();
      signs.end();
    }
  }

  private Ending endingOr(Ending otherwise) {
    Ending known = ending.get();
    return known == null ? otherwise : known;
  }

  @Override
  public Traffic traffic() {
    return new Traffic(
        connection.receivedBytes(),
        connection.sentBytes(),
        receivedMessages.get(),
        sentMessages.get(),
        queue.bytes(),
        writingSinceNanos);
  }
}
