package io.twohop.core.spoke;

import io.twohop.model.Facets;
import io.twohop.model.Finding;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;

/** What the disk has otherwise than the base and is not to be proposed, because a brake held it. */
final class Undoing {
  private final Index base;
  private final LocalTree local;
  private final Observer observer;

  Undoing(Index base, LocalTree local, Observer observer) {
    this.base = base;
    this.local = local;
    this.observer = observer;
  }

  /**
   * Whether {@link #putBack} would bring this node to the base: it has one, and no proposal about
   * the node is on its way, whose answer is about what it was before.
   */
  boolean mayPutBack(NodeId node) {
    Local difference = local.get(node);
    return base.node(node) != null
        && (difference == null || difference.state != Local.State.PROPOSED);
  }

  /** Takes a finding in as something that has yielded: the disk is brought back to the base. */
  void putBack(Finding finding, long nowNanos) {
    switch (finding) {
      case Finding.Missing missing -> {
        observer.missing(missing, nowNanos);
        if (local.disk(missing.node()) == null) {
          yieldGone(missing.node());
        }
      }
      case Finding.Present present -> {
        NodeId node = observer.present(present, nowNanos);
        Local difference = local.get(node);
        if (difference != null && base.node(node) != null) {
          giveWay(difference);
        }
      }
      case Finding.Arrived arrived -> {}
      case Finding.Arriving arriving -> {}
    }
  }

  private void yieldGone(NodeId node) {
    if (base.node(node) == null || local.disk(node) != null) {
      return;
    }
    Local difference = local.get(node);
    giveWay(difference == null ? local.set(node, null) : difference);
    for (NodeState child : base.children(node)) {
      Local below = local.get(child.node());
      if (below == null || below.isGone()) {
        local.set(child.node(), null);
        yieldGone(child.node());
      }
    }
  }

  private static void giveWay(Local difference) {
    if (difference.state == Local.State.WISHED) {
      difference.state = Local.State.YIELDED;
      difference.changed = Facets.NONE;
    }
  }

  /** Forgets a removal, and those below it, that has not been proposed. */
  void withhold(NodeId node) {
    NodeState state = base.node(node);
    Local difference = local.get(node);
    if (state == null || difference == null || !difference.isGone() || difference.isHeld()) {
      return;
    }
    NodeId there = local.at(state.parent(), state.name());
    if (difference.state != Local.State.WISHED || there != null) {
      return;
    }
    local.drop(node);
    base.children(node).forEach(child -> withhold(child.node()));
  }
}
