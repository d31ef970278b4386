package io.twohop.core.spoke;

import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.Set;
import java.util.TreeSet;

/**
 * The nodes whose rows have to stay where they are when a change is carried out on the base, so
 * that this is a tree whose names are taken once: what is blocked has its row where it was,
 * whatever the disk has, and so has what would go below itself or take the name of one that stays.
 */
final class Staying {
  private final Index base;
  private final Aim aim;
  private final boolean someBlocked;

  /** Those that the change would put elsewhere. */
  private final Set<NodeId> own = new TreeSet<>();

  private Staying(Index base, Aim aim) {
    this.base = base;
    this.aim = aim;
    this.someBlocked = !base.blocked().isEmpty();
  }

  static Staying of(Index base, Aim aim) {
    Staying staying = new Staying(base, aim);
    boolean another;
    do {
      // WHY: where one stays all are asked again: it may be above another, or have its name.
      another = staying.findAnother();
    } while (another);
    return staying;
  }

  boolean has(NodeId node) {
    return own.contains(node) || (!aim.isAbout(node) && base.blocked(node) != null);
  }

  private boolean findAnother() {
    int before = own.size();
    for (NodeState target : aim.targets.values()) {
      if (goesBelowItself(target) || isTaken(target)) {
        own.add(target.node());
      }
    }
    return own.size() > before;
  }

  private boolean isTaken(NodeState target) {
    if (!someBlocked && own.isEmpty()) {
      return false;
    }
    NodeState there = base.at(target.parent(), target.name());
    return there != null && !there.node().equals(target.node()) && has(there.node());
  }

  private boolean goesBelowItself(NodeState target) {
    NodeId at = target.parent();
    // LIMIT: PATH_MAX allows 2,048 components; more means a circle that others of these make.
    for (int depth = 0; depth < 2_048 && !at.equals(NodeId.ROOT); depth++) {
      if (at.equals(target.node())) {
        return true;
      }
      NodeState moved = own.contains(at) ? null : aim.targets.get(at);
      NodeState above = moved == null ? base.node(at) : moved;
      if (above == null) {
        return false;
      }
      at = above.parent();
    }
    return false;
  }
}
