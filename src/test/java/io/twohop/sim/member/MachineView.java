package io.twohop.sim.member;

import io.twohop.apply.Place;
import io.twohop.apply.Places;
import io.twohop.core.spoke.Index;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Timestamp;
import io.twohop.scan.Known;
import io.twohop.scan.KnownNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the machine knows of its disk, as the scan and the applier ask for it. */
record MachineView(SpokeMachine machine, Index index) implements Known, Places {
  @Override
  public @Nullable KnownNode node(NodeId node) {
    SpokeMachine.Seen seen = machine.seen(node);
    return seen == null
        ? null
        : new KnownNode(
            node, seen.parent(), seen.name(), seen.entry(), seen.fingerprint(), seen.gone());
  }

  @Override
  public @Nullable KnownNode at(NodeId parent, Name name) {
    NodeId there = machine.at(parent, name);
    return there == null ? null : node(there);
  }

  @Override
  public Iterable<KnownNode> children(NodeId directory) {
    List<KnownNode> children = new ArrayList<>();
    for (NodeId child : machine.children(directory)) {
      KnownNode known = node(child);
      if (known != null && !child.equals(NodeId.ROOT)) {
        children.add(known);
      }
    }
    return children;
  }

  @Override
  public List<KnownNode> byInode(long inode, Timestamp birth) {
    NodeId node = machine.byInode(inode, birth);
    KnownNode known = node == null ? null : node(node);
    return known == null ? List.of() : List.of(known);
  }

  @Override
  public @Nullable List<Name> pathOf(NodeId directory) {
    return machine.pathOf(directory);
  }

  @Override
  public boolean takesWhole(NodeId parent, Name name) {
    return machine.takesWhole(parent, name);
  }

  @Override
  public @Nullable Place placeOf(NodeId directory) {
    SpokeMachine.Seen seen = machine.seen(directory);
    return seen == null ? null : new Place(seen.parent(), seen.name(), seen.fingerprint());
  }

  @Override
  public long bodySeqOf(NodeId node) {
    NodeState state = index.node(node);
    return state == null ? 0 : state.bodySeq();
  }
}
