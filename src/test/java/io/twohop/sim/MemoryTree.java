package io.twohop.sim;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values by node and by (parent, name), in maps whose order a seed reproduces. */
final class MemoryTree<V> {
  private record Place(NodeId parent, Name name) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::parent).thenComparing(Place::name);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

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

  private final Function<V, NodeState> stateOf;
  private final TreeMap<NodeId, V> byNode;
  private final TreeMap<Place, NodeId> byPlace;

  /** Two nodes may have one name in the middle of a change set. */
  private final TreeSet<Child> byParent;

  MemoryTree(Function<V, NodeState> stateOf) {
    this.stateOf = stateOf;
    byNode = new TreeMap<>();
    byPlace = new TreeMap<>();
    byParent = new TreeSet<>();
  }

  private MemoryTree(MemoryTree<V> other) {
    stateOf = other.stateOf;
    byNode = new TreeMap<>(other.byNode);
    byPlace = new TreeMap<>(other.byPlace);
    byParent = new TreeSet<>(other.byParent);
  }

  MemoryTree<V> copy() {
    return new MemoryTree<>(this);
  }

  @Nullable V get(NodeId node) {
    return byNode.get(node);
  }

  @Nullable V at(NodeId parent, Name name) {
    NodeId node = byPlace.get(new Place(parent, name));
    return node == null ? null : byNode.get(node);
  }

  List<V> children(NodeId parent) {
    List<V> found = new ArrayList<>();
    Child first = new Child(parent, Name.of(new byte[] {1}), NodeId.ROOT);
    byParent.tailSet(first, true).stream()
        .takeWhile(child -> child.parent().equals(parent))
        .forEach(child -> found.add(byNode.get(child.node())));
    return found;
  }

  /** Those whose name another one has too. */
  List<V> namesakes() {
    List<V> namesakes = new ArrayList<>();
    if (byPlace.size() != byParent.size()) {
      for (Child child : byParent) {
        if (!child.node().equals(byPlace.get(new Place(child.parent(), child.name())))) {
          namesakes.add(byNode.get(child.node()));
        }
      }
    }
    return namesakes;
  }

  Iterable<V> values() {
    return byNode.values();
  }

  /** Parents before children, siblings by name, without the root. */
  List<V> topDown() {
    List<V> all = new ArrayList<>();
    descend(NodeId.ROOT, all, true);
    return all;
  }

  /** Children before parents, siblings by name, without the root. */
  List<V> bottomUp() {
    List<V> all = new ArrayList<>();
    descend(NodeId.ROOT, all, false);
    return all;
  }

  private void descend(NodeId directory, List<V> all, boolean parentsFirst) {
    for (V child : children(directory)) {
      if (parentsFirst) {
        all.add(child);
      }
      descend(stateOf.apply(child).node(), all, parentsFirst);
      if (!parentsFirst) {
        all.add(child);
      }
    }
  }

  void put(V value) {
    NodeState state = stateOf.apply(value);
    remove(state.node());
    byNode.put(state.node(), value);
    if (!state.node().equals(NodeId.ROOT)) {
      byPlace.put(new Place(state.parent(), state.name()), state.node());
      byParent.add(Child.of(state));
    }
  }

  /**
   * WHY: the name is freed only if it is still this node's: in the middle of a swap the other node
   * has taken it already.
   */
  @Nullable V remove(NodeId node) {
    V old = byNode.remove(node);
    if (old != null) {
      NodeState state = stateOf.apply(old);
      byPlace.remove(new Place(state.parent(), state.name()), node);
      byParent.remove(Child.of(state));
    }
    return old;
  }
}
