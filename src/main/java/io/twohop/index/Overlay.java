package io.twohop.index;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Uncommitted changes of nodes over the rows of a table: by node, and by place for those that live.
 *
 * <p>A committed row counts only while its node has no change here. Hence a place needs no mark for
 * "empty now": whoever left it has a change.
 *
 * @param <V> what became of a node
 */
final class Overlay<V> {
  private record Place(NodeId parent, Name name) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::parent).thenComparing(Place::name);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** No name is before this one. */
  private static final Name FIRST_NAME = Name.of(new byte[] {1});

  /** A node under its name; two may have one in the middle of a change set. */
  private record Child(NodeId parent, Name name, NodeId node) implements Comparable<Child> {
    private static final Comparator<Child> ORDER =
        Comparator.comparing(Child::parent).thenComparing(Child::name).thenComparing(Child::node);

    static Child of(NodeState state) {
      return new Child(state.parent(), state.name(), state.node());
    }

    @Override
    public int compareTo(Child other) {
      return ORDER.compare(this, other);
    }
  }

  private final Function<V, @Nullable NodeState> live;
  private final Pending<NodeId, V> changes = new Pending<>();
  private final TreeMap<Place, NodeId> places = new TreeMap<>();
  private final TreeSet<Child> children = new TreeSet<>();

  /**
   * @param live the node as it lives after a change, null if it does not
   */
  Overlay(Function<V, @Nullable NodeState> live) {
    this.live = live;
  }

  @Nullable V get(NodeId node) {
    return changes.get(node);
  }

  boolean has(NodeId node) {
    return changes.has(node);
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  int size() {
    return changes.values().size();
  }

  /** The node that was put at this place here, or null. */
  @Nullable NodeId at(NodeId parent, Name name) {
    return places.get(new Place(parent, name));
  }

  /** Records a change and returns the earlier one that was still here. */
  @Nullable V put(NodeId node, V change) {
    V earlier = changes.put(node, change);
    if (earlier != null) {
      leavePlace(earlier);
    }
    NodeState state = live.apply(change);
    if (state != null && !node.equals(NodeId.ROOT)) {
      places.put(new Place(state.parent(), state.name()), node);
      children.add(Child.of(state));
    }
    return earlier;
  }

  /**
   * WHY: the place is freed only if it is still this node's: in the middle of a swap the other node
   * has taken it already.
   */
  private void leavePlace(V change) {
    NodeState state = live.apply(change);
    if (state != null) {
      places.remove(new Place(state.parent(), state.name()), state.node());
      children.remove(Child.of(state));
    }
  }

  /**
   * The children of a directory by name: those committed whose nodes have no change here, under
   * those that were put there.
   */
  List<NodeState> children(NodeId parent, Iterable<NodeState> committed) {
    List<NodeState> merged = new ArrayList<>();
    for (NodeState state : committed) {
      if (!has(state.node())) {
        merged.add(state);
      }
    }
    for (Child child : children.tailSet(new Child(parent, FIRST_NAME, NodeId.ROOT), true)) {
      if (!child.parent().equals(parent)) {
        break;
      }
      V change = changes.get(child.node());
      NodeState state = change == null ? null : live.apply(change);
      if (state != null) {
        merged.add(state);
      }
    }
    merged.sort(Comparator.comparing(NodeState::name));
    return merged;
  }

  /** Every node that was changed and lives. */
  List<NodeState> living() {
    List<NodeState> found = new ArrayList<>();
    for (V change : changes.values().values()) {
      NodeState state = live.apply(change);
      if (state != null) {
        found.add(state);
      }
    }
    return found;
  }

  List<Pending.Taken<NodeId, V>> take() {
    return changes.take();
  }

  void drop(List<Pending.Taken<NodeId, V>> taken, Consumer<V> dropped) {
    changes.drop(
        taken,
        (node, change) -> {
          leavePlace(change);
          dropped.accept(change);
        });
  }
}
