package io.twohop.transport;

import io.twohop.core.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what a session brought; can stop taking messages. */
final class RecordingReceiver implements Receiver {
  private static final long PATIENCE_SECONDS = 30;

  final LinkedBlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
  final AtomicInteger drains = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** Takes no message until {@link #resume}. */
  void stall() {
    gate = new CountDownLatch(1);
  }

  void resume() {
    gate.countDown();
  }

  @Override
  public void received(Message message) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    messages.add(message);
  }

  @Override
  public void drained() {
    drains.incrementAndGet();
  }

  @Override
  public void ended(Ending ending) {
    endings.add(ending);
  }

  Message next() throws InterruptedException {
    Message message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message came; ended: " + endings);
    }
    return message;
  }

  List<Message> next(int count) throws InterruptedException {
    List<Message> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(next());
    }
    return all;
  }

  Ending ending() throws InterruptedException {
    Ending ending = endings.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (ending == null) {
      throw new AssertionError("the session did not end");
    }
    return ending;
  }
}
