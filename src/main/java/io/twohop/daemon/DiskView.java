package io.twohop.daemon;

import io.twohop.apply.Place;
import io.twohop.apply.Places;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.index.SqliteIndex;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Timestamp;
import io.twohop.scan.Known;
import io.twohop.scan.KnownNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the machine knows of its disk, as the scan and the applier ask for it. */
final class DiskView implements Known, Places {
  private final SpokeMachine machine;
  private final SqliteIndex index;

  DiskView(SpokeMachine machine, SqliteIndex index) {
    this.machine = machine;
    this.index = index;
  }

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

  /**
   * LIMIT: of hard links that were made or changed since the hub last answered one is found; each
   * of them was looked at for that, so none is missed for good.
   */
  @Override
  public List<KnownNode> byInode(long inode, Timestamp birth) {
    Set<NodeId> nodes = new LinkedHashSet<>();
    NodeId first = machine.byInode(inode, birth);
    if (first != null) {
      nodes.add(first);
    }
    index.byInode(inode, birth).forEach(row -> nodes.add(row.state().node()));
    List<KnownNode> all = new ArrayList<>();
    for (NodeId node : nodes) {
      KnownNode known = node(node);
      Fingerprint seen = known == null ? null : known.seen();
      boolean same = seen != null && seen.inode() == inode && seen.birth().equals(birth);
      if (known != null && (same || node.equals(first))) {
        all.add(known);
      }
    }
    return all;
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
