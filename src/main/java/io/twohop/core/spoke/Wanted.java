package io.twohop.core.spoke;

import io.twohop.core.Nodes;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tree as the hub wants it, as far as this member has carried changes out or given them up: the
 * base, with what is blocked in the place that it should have.
 */
final class Wanted implements Nodes {
  private final Index base;
  private final Map<NodeId, List<NodeState>> blockedIn = new TreeMap<>();

  private Wanted(Index base, List<Blocked> blocked) {
    this.base = base;
    for (Blocked one : blocked) {
      if (!one.isUnwanted()) {
        NodeState state = one.state();
        blockedIn.computeIfAbsent(state.parent(), p -> new ArrayList<>()).add(state);
      }
    }
  }

  /** As it is now; it is not kept up to date. */
  static Nodes of(Index base) {
    List<Blocked> blocked = base.blocked();
    return blocked.isEmpty() ? base : new Wanted(base, blocked);
  }

  /** One node of it. */
  static @Nullable NodeState node(Index base, NodeId node) {
    Blocked blocked = base.blocked(node);
    return blocked == null ? base.node(node) : blocked.isUnwanted() ? null : blocked.state();
  }

  @Override
  public @Nullable NodeState node(NodeId node) {
    return node(base, node);
  }

  @Override
  public @Nullable NodeState at(NodeId parent, Name name) {
    for (NodeState state : blockedIn.getOrDefault(parent, List.of())) {
      if (state.name().equals(name)) {
        return state;
      }
    }
    NodeState there = base.at(parent, name);
    return there == null || base.blocked(there.node()) != null ? null : there;
  }

  @Override
  public List<NodeState> children(NodeId parent) {
    List<NodeState> children = new ArrayList<>(blockedIn.getOrDefault(parent, List.of()));
    for (NodeState child : base.children(parent)) {
      if (base.blocked(child.node()) == null) {
        children.add(child);
      }
    }
    children.sort(Comparator.comparing(NodeState::name));
    return children;
  }
}
