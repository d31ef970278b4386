package io.twohop.core.spoke;

import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The changes that are received and not yet on the disk, in the order of the journal, and who of
 * them must wait for whom.
 *
 * <p>Ancestors are those of the journal at the change's own point: the base, and what is blocked in
 * the place that it should have, moved on by the changes that are queued.
 */
final class Inbox {
  private final Index base;
  private final OrderLocks locks = new OrderLocks();
  private final Map<Long, Incoming> byTicket = new TreeMap<>();
  private final Map<Long, Incoming> bySeq = new TreeMap<>();

  /** Where queued changes put nodes, the newest word of each, with the ticket that said it. */
  private final Map<NodeId, Placed> placed = new TreeMap<>();

  /** Nodes that a plan under way is about. */
  final TreeSet<NodeId> busy = new TreeSet<>();

  private final TreeSet<Long> free = new TreeSet<>();
  private final List<Incoming> freed = new ArrayList<>();
  private final Map<NodeId, Integer> about = new TreeMap<>();
  private long nextTicket = 1;

  private record Place(NodeId parent, Name name) {}

  private record Placed(Place place, long ticket) {}

  Inbox(Index base) {
    this.base = base;
  }

  boolean isEmpty() {
    return byTicket.isEmpty();
  }

  int size() {
    return byTicket.size();
  }

  boolean hasSeq(long seq) {
    return bySeq.containsKey(seq);
  }

  /** What an accepted change is that has not had its turn; nothing if there is none. */
  List<Operation> operations(long seq) {
    Incoming change = bySeq.get(seq);
    return change != null && change.matter instanceof Matter.Accepted accepted
        ? accepted.operations()
        : List.of();
  }

  /**
   * Whether a change of a node, or of its name, that has its turn does not know yet what was found
   * there: that may be what the change brings.
   */
  boolean hasNotSeen(LocalTree local, Local found, Disk disk) {
    return isNews(local, OrderLocks.place(found.node), found)
        || isNews(local, OrderLocks.body(found.node), found)
        || isNews(local, OrderLocks.name(disk.parent(), disk.name()), found);
  }

  private boolean isNews(LocalTree local, OrderLocks.Key key, Local found) {
    Incoming change = byTicket.get(locks.exclusiveHolder(key));
    return change != null && change.hasNotSeen(found, local);
  }

  /** Whether several queued changes are about this node. */
  boolean isAboutOften(NodeId node) {
    return about.getOrDefault(node, 0) > 1;
  }

  /** The accepted changes that are about a node and have not had their turn, in order. */
  List<Matter.Accepted> accepted(NodeId node) {
    List<Matter.Accepted> changes = new ArrayList<>();
    if (isAbout(node)) {
      for (Incoming change : bySeq.values()) {
        if (change.nodes.contains(node) && change.matter instanceof Matter.Accepted accepted) {
          changes.add(accepted);
        }
      }
    }
    return changes;
  }

  @Nullable Incoming get(long ticket) {
    return byTicket.get(ticket);
  }

  /**
   * The changes that nothing earlier is in the way of and that are not under way, in order; a copy.
   */
  List<Incoming> free() {
    List<Incoming> changes = new ArrayList<>();
    for (long ticket : free) {
      Incoming change = byTicket.get(ticket);
      if (change != null) {
        changes.add(change);
      }
    }
    return changes;
  }

  /** Whether a queued change is about this node. */
  boolean isAbout(NodeId node) {
    return about.containsKey(node);
  }

  void setState(Incoming change, Incoming.State state) {
    change.state = state;
    if (state == Incoming.State.FREE) {
      free.add(change.ticket);
    } else {
      free.remove(change.ticket);
    }
  }

  /** The changes whose contents are being fetched; a copy. */
  List<Incoming> fetching() {
    return byTicket.values().stream().filter(c -> c.state == Incoming.State.FETCHING).toList();
  }

  Incoming add(Matter matter, Map<ContentHash, Bytes> contents) {
    Incoming change = new Incoming(nextTicket++, matter, contents);
    lock(change);
    change.nodes.forEach(node -> about.merge(node, 1, Integer::sum));
    byTicket.put(change.ticket, change);
    if (change.seq() > 0) {
      bySeq.put(change.seq(), change);
    }
    if (locks.acquire(change.ticket, change.keys)) {
      setState(change, Incoming.State.FREE);
    }
    return change;
  }

  void complete(Incoming change) {
    byTicket.remove(change.ticket);
    free.remove(change.ticket);
    bySeq.remove(change.seq(), change);
    for (NodeId node : change.nodes) {
      about.computeIfPresent(node, (n, count) -> count == 1 ? null : count - 1);
      Placed last = placed.get(node);
      if (last != null && last.ticket() == change.ticket) {
        placed.remove(node);
      }
    }
    for (long ticket : locks.release(change.keys)) {
      Incoming next = byTicket.get(ticket);
      if (next == null) {
        throw new IllegalStateException("no change has ticket " + ticket);
      }
      setState(next, Incoming.State.FREE);
      freed.add(next);
    }
  }

  /** The changes that have become free since this was asked last, and are so still. */
  List<Incoming> takeFreed() {
    List<Incoming> changes = new ArrayList<>(freed);
    changes.removeIf(change -> !free.contains(change.ticket));
    freed.clear();
    return changes;
  }

  // ---- what a change holds

  private void lock(Incoming change) {
    switch (change.matter) {
      case Matter.Accepted a -> a.operations().forEach(o -> lock(change, o));
      case Matter.Present p -> {
        NodeState state = p.state();
        holdNode(change, state.node());
        put(change, state.node(), state.parent(), state.name());
      }
      case Matter.Absent a -> {
        leaveName(change, a.node());
        holdNode(change, a.node());
      }
      case Matter.Restored r ->
          r.nodes()
              .forEach(node -> {
                leaveName(change, node);
                holdNode(change, node);
              });
    }
  }

  private void lock(Incoming change, Operation operation) {
    change.nodes.add(operation.node());
    switch (operation) {
      case Operation.Create c -> {
        holdNode(change, c.node());
        put(change, c.node(), c.parent(), c.name());
      }
      case Operation.Body b -> {
        hold(change, OrderLocks.body(b.node()), true);
        hold(change, OrderLocks.place(b.node()), false);
        placesOf(b.node()).forEach(place -> shareAncestors(change, place.parent()));
      }
      case Operation.Move m -> {
        leaveName(change, m.node());
        holdNode(change, m.node());
        put(change, m.node(), m.parent(), m.name());
      }
      case Operation.Remove r -> {
        leaveName(change, r.node());
        holdNode(change, r.node());
      }
      case Operation.RemoveTree r -> {
        leaveName(change, r.node());
        holdNode(change, r.node());
      }
      case Operation.InstallTree i ->
          i.nodes()
              .forEach(c -> {
                holdNode(change, c.node());
                put(change, c.node(), c.parent(), c.name());
              });
    }
  }

  private void holdNode(Incoming change, NodeId node) {
    change.nodes.add(node);
    hold(change, OrderLocks.place(node), true);
    hold(change, OrderLocks.body(node), true);
    placesOf(node).forEach(place -> shareAncestors(change, place.parent()));
  }

  private void put(Incoming change, NodeId node, NodeId parent, Name name) {
    shareAncestors(change, parent);
    hold(change, OrderLocks.name(parent, name), true);
    placed.put(node, new Placed(new Place(parent, name), change.ticket));
  }

  private void leaveName(Incoming change, NodeId node) {
    for (Place place : placesOf(node)) {
      hold(change, OrderLocks.name(place.parent(), place.name()), true);
    }
  }

  /** The root is never moved or removed, so nobody needs to wait for it. */
  private void shareAncestors(Incoming change, NodeId from) {
    Set<NodeId> shared = new TreeSet<>();
    Deque<NodeId> above = new ArrayDeque<>(List.of(from));
    while (!above.isEmpty()) {
      NodeId at = above.remove();
      if (!at.equals(NodeId.ROOT) && shared.add(at)) {
        hold(change, OrderLocks.place(at), false);
        placesOf(at).forEach(place -> above.add(place.parent()));
      }
    }
  }

  private void hold(Incoming change, OrderLocks.Key key, boolean exclusive) {
    change.keys.merge(key, exclusive, (a, b) -> a || b);
  }

  /** Where a node is before a change that comes now; what is blocked is where it should be too. */
  private List<Place> placesOf(NodeId node) {
    Placed queued = placed.get(node);
    if (queued != null) {
      return List.of(queued.place());
    }
    List<Place> places = new ArrayList<>(2);
    NodeState state = base.node(node);
    if (state != null) {
      places.add(new Place(state.parent(), state.name()));
    }
    Blocked blocked = base.blocked(node);
    if (blocked != null) {
      places.add(new Place(blocked.state().parent(), blocked.state().name()));
    }
    return places;
  }
}
