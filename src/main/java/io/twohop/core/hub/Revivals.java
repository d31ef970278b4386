package io.twohop.core.hub;

import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The removed directories that a set makes again, since something of it goes into them. */
final class Revivals {
  private final Heads heads;
  private final Draft draft;

  /** In the order in which they can be made. */
  private final List<Operation.Create> drafted = new ArrayList<>();

  Revivals(Heads heads, Draft draft) {
    this.heads = heads;
    this.draft = draft;
  }

  /**
   * The live directory that an operation below {@code parent} goes into. A removed one is the
   * directory now at its last place, else it is made again; null if it never was in the tree.
   */
  @Nullable NodeId parentFor(NodeId parent) {
    NodeState live = draft.node(parent);
    if (live != null || parent.equals(NodeId.ROOT)) {
      return live == null || live.entry().isDirectory() ? parent : null;
    }
    if (draft.isLifted(parent)) {
      return parent;
    }
    if (heads.node(parent) != null) {
      return null;
    }
    Heads.Removed removed = heads.removed(parent);
    NodeId grandparent = removed == null ? null : parentFor(draft.resolve(removed.last().parent()));
    if (removed == null || grandparent == null) {
      return null;
    }
    Name name = removed.last().name();
    NodeState there = draft.at(grandparent, name);
    if (there != null) {
      return there.entry().isDirectory() ? there.node() : null;
    }
    Entry entry = removed.last().entry();
    draft.put(new NodeState(parent, grandparent, name, 0, entry, 0));
    drafted.add(new Operation.Create(parent, grandparent, name, entry));
    return parent;
  }

  /**
   * Those that one of the decided operations goes into. What a directory was drafted for may have
   * lost after all; then it stays removed, and an author who lost everything has no change to hear
   * of.
   */
  List<Operation.Create> neededFor(List<Operation> decided) {
    Set<NodeId> parents = new TreeSet<>();
    for (Operation operation : decided) {
      switch (operation) {
        case Operation.Create c -> parents.add(c.parent());
        case Operation.Move m -> parents.add(m.parent());
        case Operation.InstallTree t -> parents.add(t.nodes().getFirst().parent());
        case Operation.Body b -> {}
        case Operation.Remove r -> {}
        case Operation.RemoveTree r -> {}
      }
    }
    List<Operation.Create> needed = new ArrayList<>();
    for (Operation.Create revival : drafted.reversed()) {
      if (parents.contains(revival.node())) {
        parents.add(revival.parent());
        needed.addFirst(revival);
      }
    }
    return needed;
  }
}
