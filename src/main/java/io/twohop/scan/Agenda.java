package io.twohop.scan;

import io.twohop.model.NodeId;
import io.twohop.watch.Hint;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All names that are to be looked at: now, in the order in which they were first spoken of, or at a
 * time to come. Renamed names go first, because they tell where nodes are that others miss.
 *
 * <p>Pure: time is an argument.
 */
final class Agenda {
  private final Map<Place, Look> looks = new HashMap<>();
  private final TreeMap<Long, Look> arrived = new TreeMap<>();
  private final TreeMap<Long, Look> ready = new TreeMap<>();
  private final TreeSet<Look> waiting =
      new TreeSet<>(
          Comparator.<Look>comparingLong(l -> l.dueNanos).thenComparingLong(l -> l.sequence));
  private final Map<NodeId, Look> holding = new HashMap<>();
  private long lastSequence;

  /** A number for something that has to wait until all that is queued now has been looked at. */
  long mark() {
    return ++lastSequence;
  }

  /** Notes what the kernel said of a name. */
  void hint(Place place, Hint.Kind kind) {
    Look look = looks.get(place);
    if (look == null) {
      look = create(place);
    }
    look.event = true;
    switch (kind) {
      case CREATED, METADATA -> {}
      case CREATED_DIRECTORY -> look.made = true;
      case ARRIVED -> {
        look.arrived = true;
        look.closed = true;
      }
      case ARRIVED_DIRECTORY -> {
        look.arrived = true;
        look.arrivedDirectory = true;
      }
      case LEFT -> look.left = true;
      case LEFT_DIRECTORY -> {
        look.left = true;
        look.leftWhole = true;
      }
      case MODIFIED -> look.closed = false;
      case CLOSED -> look.closed = true;
    }
    // A writer goes on writing: only its close is news.
    if (look.waiting != Look.Wait.OPEN || kind != Hint.Kind.MODIFIED) {
      queue(look);
    }
  }

  /** Looks at a name soon, for no reason of the kernel's. */
  void touch(Place place) {
    Look look = looks.get(place);
    queue(look == null ? create(place) : look);
  }

  /** Reads the file of this name soon, even if it looks as it is known. */
  void prove(Place place) {
    touch(place);
    Look look = looks.get(place);
    if (look != null) {
      look.rehash = true;
    }
  }

  /** What the look finds, or does not find, counts as reported by the kernel. */
  void expectEvent(Place place) {
    Look look = looks.get(place);
    if (look != null) {
      look.event = true;
      look.left = true;
    }
  }

  private Look create(Place place) {
    Look look = new Look(place, mark());
    looks.put(place, look);
    enqueue(look);
    return look;
  }

  /** A look that a worker or the scan has to let go first stays where it is. */
  private void queue(Look look) {
    if (look.waiting == Look.Wait.HASH || look.waiting == Look.Wait.SCAN) {
      return;
    }
    if (look.waiting != null) {
      endWait(look);
    }
    enqueue(look);
  }

  private void endWait(Look look) {
    waiting.remove(look);
    look.waiting = null;
    if (look.holds != null) {
      holding.remove(look.holds, look);
      look.holds = null;
    }
  }

  private void enqueue(Look look) {
    ready.remove(look.sequence);
    (look.arrived ? arrived : ready).put(look.sequence, look);
  }

  /** The next to look at now; it stays on the agenda until {@link #done}. Null if there is none. */
  @Nullable Look next() {
    Map.Entry<Long, Look> first = arrived.pollFirstEntry();
    if (first == null) {
      first = ready.pollFirstEntry();
    }
    return first == null ? null : first.getValue();
  }

  /** Puts a look behind all that are queued now. */
  void behind(Look look) {
    look.sequence = mark();
    // WHY: no longer before the others, or it would overtake what it has to wait for.
    look.arrived = false;
    enqueue(look);
  }

  /** Looks again at a time, or earlier if the kernel says something. */
  void await(Look look, Look.Wait why, long dueNanos) {
    look.waiting = why;
    look.dueNanos = dueNanos;
    waiting.add(look);
    if (look.holds != null) {
      holding.put(look.holds, look);
    }
  }

  /** Ends the wait of one look. */
  void resume(Look look) {
    if (look.waiting != null) {
      endWait(look);
      enqueue(look);
    }
  }

  /** The look has come to an end. */
  void done(Look look) {
    looks.remove(look.place);
  }

  /** Queues what is due. */
  void wake(long nowNanos) {
    while (!waiting.isEmpty() && waiting.first().dueNanos <= nowNanos) {
      resume(waiting.first());
    }
  }

  /** Ends all waits for a rename or a chmod. */
  void endWaits() {
    for (Look look : waiting.toArray(Look[]::new)) {
      if (look.waiting == Look.Wait.NAME || look.waiting == Look.Wait.MODE) {
        look.waitsOver = true;
        resume(look);
      }
    }
  }

  /** Looks again at all that somebody had open for writing. */
  void askWriters() {
    for (Look look : waiting.toArray(Look[]::new)) {
      if (look.waiting == Look.Wait.OPEN) {
        resume(look);
      }
    }
  }

  boolean hasReady() {
    return !ready.isEmpty() || !arrived.isEmpty();
  }

  boolean isEmpty() {
    return looks.isEmpty();
  }

  /** {@link Long#MAX_VALUE} if nothing has a time. */
  long nextDueNanos() {
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.first().dueNanos;
  }

  /** The rank of the oldest look that is queued, {@link Long#MAX_VALUE} if none is. */
  long oldestReady() {
    long first = arrived.isEmpty() ? Long.MAX_VALUE : arrived.firstKey();
    return ready.isEmpty() ? first : Math.min(first, ready.firstKey());
  }

  /** As {@link #oldestReady}, with those that wait for something of ours and not for a user. */
  long oldestUnsettled() {
    long oldest = oldestReady();
    for (Look look : waiting) {
      boolean ours =
          switch (look.waiting) {
            case NAME, MODE, AGAIN, HASH, SCAN -> true;
            case OPEN, QUIET, FRESH -> false;
            case null -> false;
          };
      oldest = ours ? Math.min(oldest, look.sequence) : oldest;
    }
    return oldest;
  }

  /** Whether a look that is not at its end has found this node at its new place. */
  boolean holds(NodeId node) {
    return holding.containsKey(node);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(arrived.size() + ready.size()).append(" queued, ");
    text.append(waiting.size()).append(" waiting");
    Look first = waiting.isEmpty() ? null : waiting.first();
    if (first != null) {
      text.append(" (").append(first.place).append(" for ").append(first.waiting).append(')');
    }
    return text.toString();
  }
}
