package io.twohop.core.spoke;

import io.twohop.core.Nodes;
import io.twohop.core.merge.TreeInstall;
import io.twohop.core.merge.TreeRemoval;
import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a change wants of the tree, whether or not it can be had here. */
final class Aim {
  private final Index base;
  private final long seq;

  /** Nodes as they should be, those that are above others first. */
  final Map<NodeId, NodeState> targets = new LinkedHashMap<>();

  /** Nodes that should be gone, those that are below others first. */
  final List<NodeId> going = new ArrayList<>();

  private final Set<NodeId> goingSet = new TreeSet<>();

  /** The tree of somebody else that the change is about, if it is about one. */
  private Operation.@Nullable InstallTree whole;

  private Aim(Index base, Incoming change) {
    this.base = base;
    this.seq = change.seq();
  }

  static Aim of(Index base, Incoming change) {
    Aim aim = new Aim(base, change);
    switch (change.matter) {
      case Matter.Accepted a -> {
        for (Operation operation : a.operations()) {
          aim.add(operation);
          if (operation instanceof Operation.InstallTree tree && !a.own()) {
            aim.whole = tree;
          }
        }
      }
      case Matter.Present p -> {
        if (!Rows.isNewer(base, p.state())) {
          aim.targets.put(p.state().node(), p.state());
        }
      }
      case Matter.Absent a -> {
        NodeState now = base.node(a.node());
        if (now != null && now.newestSeq() <= a.asOfSeq()) {
          aim.addGoing(a.node());
        }
      }
      case Matter.Restored r -> r.nodes().forEach(aim::addRestored);
    }
    return aim;
  }

  Operation.@Nullable InstallTree whole() {
    return whole;
  }

  boolean goes(NodeId node) {
    return goingSet.contains(node);
  }

  boolean isAbout(NodeId node) {
    return goingSet.contains(node) || targets.containsKey(node);
  }

  private void addRestored(NodeId node) {
    NodeState now = Wanted.node(base, node);
    if (now != null) {
      targets.put(node, now);
    } else {
      addGoing(node);
    }
  }

  private void add(Operation operation) {
    NodeState now = Wanted.node(base, operation.node());
    switch (operation) {
      case Operation.Create c -> {
        if (now == null || now.placeSeq() < seq) {
          targets.put(c.node(), created(c));
        }
      }
      case Operation.Body b -> {
        NodeState state = targets.getOrDefault(b.node(), now);
        if (state != null && state.bodySeq() < seq) {
          targets.put(b.node(), state.withBody(b.entry(), seq));
        }
      }
      case Operation.Move m -> {
        NodeState state = targets.getOrDefault(m.node(), now);
        if (state != null && state.placeSeq() < seq) {
          targets.put(m.node(), state.movedTo(m.parent(), m.name(), seq));
        }
      }
      case Operation.Remove r -> {
        if (now != null && now.newestSeq() < seq) {
          addGoing(r.node());
        }
      }
      case Operation.RemoveTree r ->
          TreeRemoval.sweep(soFar(), r.node(), r.asOf(), state -> addGoing(state.node()));
      case Operation.InstallTree i -> {
        Set<NodeId> listed = new TreeSet<>();
        i.nodes().forEach(c -> listed.add(c.node()));
        TreeRemoval.sweepUnlisted(soFar(), i.node(), i.asOf(), listed, s -> addGoing(s.node()));
        i.nodes().forEach(this::addInstalled);
      }
    }
  }

  /** WHY: what the same set took out of a directory before is not in it when that goes. */
  private Nodes soFar() {
    return Wanted.of(base, targets, goingSet);
  }

  private void addInstalled(Operation.Create create) {
    NodeState before =
        goes(create.node())
            ? null
            : targets.getOrDefault(create.node(), Wanted.node(base, create.node()));
    targets.put(create.node(), TreeInstall.of(before, create, seq));
  }

  private NodeState created(Operation.Create create) {
    return new NodeState(create.node(), create.parent(), create.name(), seq, create.entry(), seq);
  }

  private void addGoing(NodeId node) {
    // A node that the same set moves away is not in the tree that goes.
    if (!targets.containsKey(node) && goingSet.add(node)) {
      going.add(node);
    }
  }
}
