package io.twohop.core.hub;

import io.twohop.core.Nodes;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The heads as they would be after some operations: what the members of one change set see of each
 * other while it is decided. Nothing reaches the heads.
 *
 * <p>While operations are being added two nodes may claim one name; {@link #at} then answers the
 * one that was put there last.
 */
final class Draft implements Nodes {
  private record Slot(NodeId parent, Name name) implements Comparable<Slot> {
    @Override
    public int compareTo(Slot other) {
      int byParent = parent.compareTo(other.parent);
      return byParent != 0 ? byParent : name.compareTo(other.name);
    }
  }

  private final Heads heads;

  /** Nodes that differ from the heads; removed ones are null. */
  private final Map<NodeId, @Nullable NodeState> changed = new TreeMap<>();

  private final Map<Slot, NodeId> filled = new TreeMap<>();
  private final Map<NodeId, NodeId> aliases = new TreeMap<>();
  private final Set<NodeId> lifted = new TreeSet<>();

  Draft(Heads heads) {
    this.heads = heads;
  }

  @Override
  public @Nullable NodeState node(NodeId node) {
    return changed.containsKey(node) ? changed.get(node) : heads.node(node);
  }

  @Override
  public @Nullable NodeState at(NodeId parent, Name name) {
    NodeId drafted = filled.get(new Slot(parent, name));
    NodeState there = drafted != null ? node(drafted) : null;
    if (there == null || !isAt(there, parent, name)) {
      NodeState before = heads.at(parent, name);
      there = before == null ? null : node(before.node());
    }
    return there != null && isAt(there, parent, name) ? there : null;
  }

  private static boolean isAt(NodeState state, NodeId parent, Name name) {
    return state.parent().equals(parent) && state.name().equals(name);
  }

  @Override
  public Iterable<NodeState> children(NodeId parent) {
    List<NodeState> children = new ArrayList<>();
    for (NodeState before : heads.children(parent)) {
      if (!changed.containsKey(before.node())) {
        children.add(before);
      }
    }
    for (NodeState now : changed.values()) {
      if (now != null && now.parent().equals(parent)) {
        children.add(now);
      }
    }
    children.sort(Comparator.comparing(NodeState::name));
    return children;
  }

  void put(NodeState state) {
    changed.put(state.node(), state);
    filled.put(new Slot(state.parent(), state.name()), state.node());
  }

  void remove(NodeId node) {
    changed.put(node, null);
  }

  /** Takes a node from its place, for another that is not decided yet. */
  void lift(NodeId node) {
    remove(node);
    lifted.add(node);
  }

  /** Whether a node was lifted, wherever it may be by now. */
  boolean isLifted(NodeId node) {
    return lifted.contains(node);
  }

  /** A proposed node is another one that is there already. */
  void alias(NodeId proposed, NodeId there) {
    aliases.put(proposed, there);
  }

  /**
   * The node that an id means, which may be another by a decision of this set or an earlier one.
   */
  NodeId resolve(NodeId node) {
    NodeId inSet = aliases.get(node);
    return inSet != null ? inSet : heads.resolve(node);
  }

  /** Whether {@code node} is {@code ancestor} or below it; a cycle counts as below everything. */
  boolean isWithin(NodeId node, NodeId ancestor) {
    NodeId at = node;
    // LIMIT: no path is deeper than 2,048 directories, PATH_MAX being 4,096; a longer chain is a
    // cycle.
    for (int depth = 0; depth < 2_048; depth++) {
      if (at.equals(ancestor)) {
        return true;
      }
      NodeState state = at.equals(NodeId.ROOT) ? null : node(at);
      if (state == null) {
        return false;
      }
      at = state.parent();
    }
    return true;
  }
}
