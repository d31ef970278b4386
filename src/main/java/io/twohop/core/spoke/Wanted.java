package io.twohop.core.spoke;

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
import org.jspecify.annotations.Nullable;

/**
 * The tree as the hub wants it, as far as this member has carried changes out or given them up: the
 * base, with what is blocked in the place that it should have, and what a change set has said so
 * far.
 */
final class Wanted implements Nodes {
  private final Index base;
  private final Map<NodeId, NodeState> placed;
  private final Map<NodeId, List<NodeState>> placedIn = new TreeMap<>();
  private final Set<NodeId> gone;

  private Wanted(Index base, Map<NodeId, NodeState> placed, Set<NodeId> gone) {
    this.base = base;
    this.placed = placed;
    this.gone = gone;
    for (NodeState state : placed.values()) {
      placedIn.computeIfAbsent(state.parent(), p -> new ArrayList<>()).add(state);
    }
  }

  /** As it is now; it is not kept up to date. */
  static Nodes of(Index base) {
    return of(base, Map.of(), Set.of());
  }

  /** With nodes that are elsewhere, or other, or gone by what the same set said before. */
  static Nodes of(Index base, Map<NodeId, NodeState> targets, Set<NodeId> going) {
    List<Blocked> blocked = base.blocked();
    if (blocked.isEmpty() && targets.isEmpty() && going.isEmpty()) {
      return base;
    }
    Map<NodeId, NodeState> placed = new TreeMap<>();
    for (Blocked one : blocked) {
      if (!one.isUnwanted()) {
        placed.put(one.state().node(), one.state());
      }
    }
    placed.putAll(targets);
    placed.keySet().removeAll(going);
    return new Wanted(base, placed, going);
  }

  /** One node of it, with nothing that a set said. */
  static @Nullable NodeState node(Index base, NodeId node) {
    Blocked blocked = base.blocked(node);
    return blocked == null ? base.node(node) : blocked.isUnwanted() ? null : blocked.state();
  }

  @Override
  public @Nullable NodeState node(NodeId node) {
    NodeState state = placed.get(node);
    return state != null || gone.contains(node) ? state : base.node(node);
  }

  @Override
  public @Nullable NodeState at(NodeId parent, Name name) {
    for (NodeState state : placedIn.getOrDefault(parent, List.of())) {
      if (state.name().equals(name)) {
        return state;
      }
    }
    NodeState there = base.at(parent, name);
    return there == null || isElsewhere(there) ? null : there;
  }

  @Override
  public List<NodeState> children(NodeId parent) {
    List<NodeState> children = new ArrayList<>(placedIn.getOrDefault(parent, List.of()));
    for (NodeState child : base.children(parent)) {
      if (!isElsewhere(child)) {
        children.add(child);
      }
    }
    children.sort(Comparator.comparing(NodeState::name));
    return children;
  }

  private boolean isElsewhere(NodeState inBase) {
    return placed.containsKey(inBase.node()) || gone.contains(inBase.node());
  }
}
