package io.twohop.core.spoke;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who must wait for whom among changes that arrive in order: a first-come-first-served lock manager
 * over places, bodies and names.
 *
 * <p>A change holds what it alters exclusively and shares the places of its ancestors. So a change
 * waits for its ancestors, for earlier changes of its node and of its name, and a move or removal
 * of a directory for earlier changes below it; everything else overtakes.
 */
final class OrderLocks {
  /** What can be waited for. */
  record Key(Kind kind, NodeId node, @Nullable Name name) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byKind = kind.compareTo(other.kind);
      int byNode = byKind != 0 ? byKind : node.compareTo(other.node);
      return byNode != 0 || name == null || other.name == null
          ? byNode
          : name.compareTo(other.name);
    }
  }

  enum Kind {
    PLACE,
    BODY,
    NAME
  }

  static Key place(NodeId node) {
    return new Key(Kind.PLACE, node, null);
  }

  static Key body(NodeId node) {
    return new Key(Kind.BODY, node, null);
  }

  static Key name(NodeId parent, Name name) {
    return new Key(Kind.NAME, parent, name);
  }

  private record Waiter(long ticket, boolean exclusive) {}

  /** Who shares is counted, not listed: who releases says what it held. */
  private static final class Queue {
    int sharedHolders;

    /** The ticket that holds it exclusively, 0 if none does. */
    long exclusiveHolder;

    final ArrayDeque<Waiter> waiting = new ArrayDeque<>();

    boolean admits(boolean exclusive) {
      return exclusiveHolder == 0 && (!exclusive || sharedHolders == 0);
    }

    void hold(long ticket, boolean exclusive) {
      if (exclusive) {
        exclusiveHolder = ticket;
      } else {
        sharedHolders++;
      }
    }
  }

  private final Map<Key, Queue> queues = new TreeMap<>();
  private final Map<Long, Integer> missing = new TreeMap<>();

  /** The ticket that holds a key exclusively, 0 if none does; it may still wait for other keys. */
  long exclusiveHolder(Key key) {
    Queue queue = queues.get(key);
    return queue == null ? 0 : queue.exclusiveHolder;
  }

  /**
   * Queues a ticket, which is positive, for all its keys (true: exclusively); says whether it holds
   * them all at once.
   */
  boolean acquire(long ticket, Map<Key, Boolean> keys) {
    int waits = 0;
    for (Map.Entry<Key, Boolean> key : keys.entrySet()) {
      Queue queue = queues.computeIfAbsent(key.getKey(), k -> new Queue());
      if (queue.waiting.isEmpty() && queue.admits(key.getValue())) {
        queue.hold(ticket, key.getValue());
      } else {
        queue.waiting.add(new Waiter(ticket, key.getValue()));
        waits++;
      }
    }
    if (waits > 0) {
      missing.put(ticket, waits);
    }
    return waits == 0;
  }

  /**
   * Gives up the keys of a ticket that held them all; the tickets that hold all of theirs now, in
   * order.
   */
  List<Long> release(Map<Key, Boolean> keys) {
    List<Long> free = new ArrayList<>();
    for (Map.Entry<Key, Boolean> key : keys.entrySet()) {
      Queue queue = queues.get(key.getKey());
      if (queue == null) {
        throw new IllegalStateException("released but not held: " + key);
      }
      if (key.getValue()) {
        queue.exclusiveHolder = 0;
      } else {
        queue.sharedHolders--;
      }
      promote(queue, free);
      if (queue.waiting.isEmpty() && queue.sharedHolders == 0 && queue.exclusiveHolder == 0) {
        queues.remove(key.getKey());
      }
    }
    return free;
  }

  private void promote(Queue queue, List<Long> free) {
    while (!queue.waiting.isEmpty() && queue.admits(queue.waiting.getFirst().exclusive())) {
      Waiter next = queue.waiting.removeFirst();
      queue.hold(next.ticket(), next.exclusive());
      Integer left = missing.merge(next.ticket(), -1, Integer::sum);
      if (left == 0) {
        missing.remove(next.ticket());
        free.add(next.ticket());
      }
    }
  }
}
