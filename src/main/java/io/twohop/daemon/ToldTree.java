package io.twohop.daemon;

import io.twohop.core.Nodes;
import io.twohop.core.merge.TreeRemoval;
import io.twohop.core.message.Message;
import io.twohop.core.spoke.Index;
import io.twohop.model.Cursor;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tree as a hub tells it, as a difference from the index: so it is known what a session would
 * do before any of it is done. Only places and what is gone; contents are not kept.
 *
 * <p>While one is being told, the index's marks of the present state are its own. Belongs to the
 * site thread.
 */
final class ToldTree implements Nodes {
  /**
   * LIMIT: nodes that are new, or not as in the index, some 400 bytes of heap each. Further ones
   * are not known here: what they replace then counts as removed, which only asks for a word.
   */
  private static final int PLACED_NODES = 20_000;

  private final Index index;
  private final Map<NodeId, NodeState> placed = new HashMap<>();
  private final Map<NodeId, Map<Name, NodeState>> byPlace = new HashMap<>();

  /** Nodes of the index that a change removed. */
  private final Set<NodeId> removed = new HashSet<>();

  /** Those of them that this member had removed itself. */
  private final Set<NodeId> removedHere = new HashSet<>();

  private boolean presentTold;

  ToldTree(Index index) {
    this.index = index;
    index.clearPresent();
  }

  // ---- what the hub says

  void present(Message.Present present) {
    for (NodeState state : present.nodes()) {
      index.markPresent(state.node());
      NodeState known = index.node(state.node());
      boolean inPlace =
          known != null
              && known.parent().equals(state.parent())
              && known.name().equals(state.name());
      if (!inPlace) {
        place(state);
      }
    }
  }

  /** All of the present state has been told. */
  void presentEnd() {
    presentTold = true;
  }

  /** {@code own}: proposed by this member, whose disk is so already. */
  void change(Message.Change change, boolean own) {
    for (Operation operation : change.operations()) {
      take(operation, change.seq(), own);
    }
  }

  private void take(Operation operation, long seq, boolean own) {
    NodeState before = node(operation.node());
    switch (operation) {
      case Operation.Create c -> place(created(c, seq));
      case Operation.Body b -> {
        if (before != null) {
          place(before.withBody(b.entry(), seq));
        }
      }
      case Operation.Move m -> {
        if (before != null) {
          place(before.movedTo(m.parent(), m.name(), seq));
        }
      }
      case Operation.Remove r -> remove(r.node(), own);
      case Operation.RemoveTree r -> sweep(r.node(), r.asOf(), Set.of(), own);
      case Operation.InstallTree tree -> {
        Set<NodeId> listed = new TreeSet<>();
        tree.nodes().forEach(create -> listed.add(create.node()));
        sweep(tree.node(), tree.asOf(), listed, own);
        tree.nodes().forEach(create -> place(created(create, seq)));
      }
    }
  }

  private static NodeState created(Operation.Create create, long seq) {
    return new NodeState(create.node(), create.parent(), create.name(), seq, create.entry(), seq);
  }

  private void sweep(NodeId directory, Cursor asOf, Set<NodeId> listed, boolean own) {
    List<NodeId> doomed = new ArrayList<>();
    TreeRemoval.sweepUnlisted(this, directory, asOf, listed, state -> doomed.add(state.node()));
    doomed.forEach(node -> remove(node, own));
  }

  private void place(NodeState state) {
    NodeState before = placed.get(state.node());
    if (before != null) {
      leave(before);
    } else if (placed.size() >= PLACED_NODES) {
      return;
    }
    removed.remove(state.node());
    removedHere.remove(state.node());
    placed.put(state.node(), state);
    byPlace.computeIfAbsent(state.parent(), p -> new TreeMap<>()).put(state.name(), state);
  }

  private void remove(NodeId node, boolean own) {
    NodeState before = placed.remove(node);
    if (before != null) {
      leave(before);
    }
    if (index.node(node) != null) {
      removed.add(node);
      if (own) {
        removedHere.add(node);
      }
    }
  }

  /** Somebody else may have taken the name meanwhile. */
  private void leave(NodeState before) {
    Map<Name, NodeState> names = byPlace.get(before.parent());
    if (names != null) {
      names.remove(before.name(), before);
    }
  }

  // ---- what it is then

  /** The nodes that are new, or not as in the index. */
  Collection<NodeState> placed() {
    return placed.values();
  }

  /**
   * The nodes of the index that the hub does not have (any more), other than by this member's own
   * doing. What the present state does not name counts only if its place is not newer than {@code
   * hubHadUpTo}: what a hub never had, or lost, is proposed to it again.
   */
  Set<NodeId> gone(long hubHadUpTo) {
    Set<NodeId> gone = new TreeSet<>(removed);
    gone.removeAll(removedHere);
    List<NodeId> absent = presentTold ? index.notPresent(Integer.MAX_VALUE) : List.of();
    for (NodeId node : absent) {
      NodeState state = index.node(node);
      if (state != null && state.placeSeq() <= hubHadUpTo && !placed.containsKey(node)) {
        gone.add(node);
      }
    }
    return gone;
  }

  @Override
  public @Nullable NodeState node(NodeId node) {
    NodeState at = placed.get(node);
    return at != null || removed.contains(node) ? at : index.node(node);
  }

  @Override
  public @Nullable NodeState at(NodeId parent, Name name) {
    NodeState here = byPlace.getOrDefault(parent, Map.of()).get(name);
    if (here != null) {
      return here;
    }
    NodeState before = index.at(parent, name);
    return before == null || isElsewhere(before) ? null : before;
  }

  /** {@inheritDoc} The root is nobody's child. */
  @Override
  public List<NodeState> children(NodeId parent) {
    Map<Name, NodeState> children = new TreeMap<>();
    for (NodeState child : index.children(parent)) {
      if (!isElsewhere(child) && !child.node().equals(NodeId.ROOT)) {
        children.put(child.name(), child);
      }
    }
    children.putAll(byPlace.getOrDefault(parent, Map.of()));
    return List.copyOf(children.values());
  }

  private boolean isElsewhere(NodeState inIndex) {
    return removed.contains(inIndex.node()) || placed.containsKey(inIndex.node());
  }
}
