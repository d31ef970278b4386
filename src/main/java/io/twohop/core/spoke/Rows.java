package io.twohop.core.spoke;

import io.twohop.core.merge.TreeInstall;
import io.twohop.core.merge.TreeRemoval;
import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Fingerprint;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Carries a change out on the base once the disk shows it: the member's counterpart of the hub's
 * replay.
 */
final class Rows {
  private final Index base;
  private final LocalTree local;

  Rows(Index base, LocalTree local) {
    this.base = base;
    this.local = local;
  }

  /** Whether the base has something newer of a node than this. */
  static boolean isNewer(Index base, NodeState state) {
    NodeState now = base.node(state.node());
    return now != null && (now.placeSeq() > state.placeSeq() || now.bodySeq() > state.bodySeq());
  }

  void complete(Incoming change) {
    Staying staying = Staying.of(base, Aim.of(base, change));
    switch (change.matter) {
      case Matter.Accepted a -> a.operations().forEach(o -> complete(o, a.seq(), staying));
      case Matter.Present p -> {
        if (!isNewer(base, p.state())) {
          reached(p.state(), staying);
        }
      }
      case Matter.Absent a -> {
        NodeState now = base.node(a.node());
        if (now != null && now.newestSeq() <= a.asOfSeq()) {
          gone(a.node());
        }
      }
      case Matter.Restored r -> r.nodes().forEach(node -> restored(node, staying));
    }
  }

  private void restored(NodeId node, Staying staying) {
    NodeState now = Wanted.node(base, node);
    if (now != null) {
      reached(now, staying);
    } else {
      gone(node);
    }
  }

  private void complete(Operation operation, long seq, Staying staying) {
    NodeState now = Wanted.node(base, operation.node());
    switch (operation) {
      case Operation.Create c -> {
        if (now == null || now.placeSeq() < seq) {
          reached(new NodeState(c.node(), c.parent(), c.name(), seq, c.entry(), seq), staying);
        }
      }
      case Operation.Body b -> {
        if (now != null && now.bodySeq() < seq) {
          reached(now.withBody(b.entry(), seq), staying);
        }
      }
      case Operation.Move m -> {
        if (now != null && now.placeSeq() < seq) {
          reached(now.movedTo(m.parent(), m.name(), seq), staying);
        }
      }
      case Operation.Remove r -> {
        if (now != null && now.newestSeq() < seq) {
          gone(r.node());
        }
      }
      case Operation.RemoveTree r -> {
        List<NodeId> doomed = new ArrayList<>();
        TreeRemoval.sweep(Wanted.of(base), r.node(), r.asOf(), state -> doomed.add(state.node()));
        doomed.forEach(this::gone);
      }
      case Operation.InstallTree i -> install(i, seq, staying);
    }
  }

  private void install(Operation.InstallTree tree, long seq, Staying staying) {
    Set<NodeId> listed = new TreeSet<>();
    tree.nodes().forEach(c -> listed.add(c.node()));
    List<NodeId> doomed = new ArrayList<>();
    TreeRemoval.sweepUnlisted(
        Wanted.of(base), tree.node(), tree.asOf(), listed, state -> doomed.add(state.node()));
    doomed.forEach(this::gone);
    for (Operation.Create c : tree.nodes()) {
      reached(TreeInstall.of(Wanted.node(base, c.node()), c, seq), staying);
    }
  }

  /** The journal has this state; where the disk does not show it, it stays a difference. */
  private void reached(NodeState state, Staying staying) {
    NodeId node = state.node();
    if (staying.has(node)) {
      base.putBlocked(new Blocked(state, null));
      return;
    }
    Local difference = local.get(node);
    Disk disk = local.disk(node);
    boolean shown =
        node.equals(NodeId.ROOT)
            || (disk != null && disk.isAtPlaceOf(state) && disk.entry().means(state.entry()));
    boolean speaks = difference != null && (difference.isOpen() || difference.isHeld());
    boolean agrees = difference != null && difference.state == Local.State.WISHED && shown;
    Fingerprint vouches = disk != null && disk.entry().means(state.entry()) ? disk.seen() : null;
    if (speaks && !agrees) {
      // Where it is not what this state is, what was seen before tells what is changed here.
      Row before = base.row(node);
      Fingerprint seenBefore = before == null ? null : before.seen();
      base.put(new Row(state, vouches == null ? seenBefore : vouches));
    } else {
      // WHY: after a restart the row is all that is known: what it vouches for is taken to be
      // there.
      base.put(new Row(state, vouches));
      if (shown) {
        local.drop(node);
      } else {
        local.set(node, disk).state = Local.State.YIELDED;
      }
    }
    base.deleteBlocked(node);
  }

  /** The journal has no such node any more; where the disk has it still, it yields. */
  void gone(NodeId node) {
    Disk disk = local.disk(node);
    boolean stays = disk != null && local.reachable(disk.parent());
    Blocked blocked = base.blocked(node);
    base.delete(node);
    if (blocked != null && !(stays && blocked.isUnwanted())) {
      base.deleteBlocked(node);
    }
    // It holds something that the hub does not know of, or its directory may come back with it.
    boolean remains = stays || (disk != null && local.isAway(disk));
    Local difference = local.get(node);
    if (difference == null && remains) {
      local.set(node, disk).state = Local.State.YIELDED;
    } else if (difference != null && !remains && !difference.isOpen() && !difference.isHeld()) {
      local.drop(node);
    }
    if (disk == null) {
      dropRemains(node);
    }
  }

  /** A directory that is gone for good takes along what remained in it. */
  private void dropRemains(NodeId directory) {
    for (NodeId child : local.differingChildren(directory)) {
      Local remains = local.get(child);
      if (remains != null && !remains.isOpen() && !remains.isHeld() && base.node(child) == null) {
        dropRemains(child);
        local.drop(child);
      }
    }
  }
}
