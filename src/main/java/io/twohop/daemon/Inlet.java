package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.core.spoke.Input;
import io.twohop.core.spoke.SpokeMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The way of the hub's messages into the machine: they wait for one another, and whoever reads them
 * waits while the machine has too much to do.
 *
 * <p>WHY together: a step costs time in proportion to all that waits.
 */
final class Inlet {
  /** LIMIT: messages given to the machine together. */
  private static final long TOGETHER_BYTES = 256 * 1024;

  /** LIMIT: when nothing moves for so long, what waits may be waiting for what is still unread. */
  private static final long STUCK_NANOS = 100_000_000;

  private final SpokeMachine machine;
  private final LostPaths lost;
  private final RacedEdits raced;
  private final LongSupplier nowNanos;
  private final Consumer<List<Input>> feed;
  private final BacklogGate gate = new BacklogGate();

  private List<Message> arrived = new ArrayList<>();
  private long arrivedBytes;
  private long movedAtNanos;

  Inlet(
      SpokeMachine machine,
      LostPaths lost,
      RacedEdits raced,
      LongSupplier nowNanos,
      Consumer<List<Input>> feed) {
    this.machine = machine;
    this.lost = lost;
    this.raced = raced;
    this.nowNanos = nowNanos;
    this.feed = feed;
  }

  // ---- called by other threads

  /** Waits until another message may come in. */
  void await() {
    gate.await();
  }

  // ---- the site thread

  void add(Message message) {
    arrived.add(message);
    arrivedBytes += Weight.bytesOf(message);
    if (arrivedBytes >= TOGETHER_BYTES) {
      feedMachine();
    }
  }

  /** Gives the machine what has arrived. */
  void feedMachine() {
    if (arrived.isEmpty()) {
      return;
    }
    List<Message> messages = arrived;
    arrived = new ArrayList<>();
    arrivedBytes = 0;
    int before = machine.backlog();
    for (Message message : messages) {
      if (message instanceof Message.Answer answer) {
        lost.answered(answer);
      }
    }
    feed.accept(messages.stream().<Input>map(Input.Received::new).toList());
    int backlog = machine.backlog();
    long bytes = messages.stream().mapToLong(Weight::contentsOf).sum();
    gate.delivered(backlog - before, bytes, backlog);
    for (Message message : messages) {
      if (message instanceof Message.Answer answer) {
        raced.answered(answer, nowNanos.getAsLong());
      }
    }
  }

  /** Plans were carried out, or something was found. */
  void moved() {
    movedAtNanos = nowNanos.getAsLong();
  }

  /** Lets readers go on as far as there is room, or nothing else moves. */
  void proceed() {
    gate.update(machine.backlog());
    if (movedAtNanos + STUCK_NANOS <= nowNanos.getAsLong()) {
      gate.letOneIn();
      moved();
    }
  }

  long nextDueNanos() {
    return gate.isClosed() ? nowNanos.getAsLong() + STUCK_NANOS : Long.MAX_VALUE;
  }

  /** Nobody waits here any more. */
  void end() {
    gate.end();
  }
}
