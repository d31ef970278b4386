package io.twohop.scan;

import io.twohop.model.Entry;
import io.twohop.model.Finding;
import io.twohop.model.Fingerprint;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Timestamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a member would know of its disk if it believed every finding. */
final class RememberedTree implements Known {
  private final Map<NodeId, KnownNode> nodes = new LinkedHashMap<>();
  private final Map<Place, NodeId> places = new LinkedHashMap<>();
  final Set<Place> unanswered = new HashSet<>();
  private long counter;

  void apply(Finding finding) {
    switch (finding) {
      case Finding.Present p -> present(p, p.parent(), p.node());
      case Finding.Missing m -> missing(m.node());
      case Finding.Arriving a -> {}
      case Finding.Arrived a -> arrived(a);
    }
  }

  private NodeId present(Finding.Present p, NodeId parent, NodeId node) {
    NodeId id = node != null ? node : new NodeId(new MemberId(7), ++counter);
    KnownNode before = nodes.get(id);
    if (before != null) {
      places.remove(before.place(), id);
    }
    KnownNode now = new KnownNode(id, parent, p.name(), p.entry(), p.seen());
    nodes.put(id, now);
    places.put(now.place(), id);
    return id;
  }

  private void missing(NodeId id) {
    KnownNode before = nodes.remove(id);
    if (before != null) {
      places.remove(before.place(), id);
    }
  }

  private void arrived(Finding.Arrived arrived) {
    List<NodeId> ids = new ArrayList<>();
    for (Finding.Arrived.Part part : arrived.parts()) {
      Finding.Present found = part.found();
      NodeId parent = part.parentIndex() < 0 ? found.parent() : ids.get(part.parentIndex());
      NodeId node = found.node();
      KnownNode at = at(parent, found.name());
      if (node == null && at != null && at.entry().getClass() == found.entry().getClass()) {
        node = at.node();
      }
      ids.add(present(found, parent, node));
    }
    NodeId top = ids.getFirst();
    for (KnownNode node : List.copyOf(nodes.values())) {
      if (!ids.contains(node.node()) && isBelow(node, top)) {
        missing(node.node());
      }
    }
  }

  private boolean isBelow(KnownNode node, NodeId top) {
    for (KnownNode at = node; at != null; at = nodes.get(at.parent())) {
      if (at.parent().equals(top)) {
        return true;
      }
    }
    return false;
  }

  /** Forgets what is below a node that is gone, and what another node took the name of. */
  void forgetUnreachable() {
    boolean again = true;
    while (again) {
      again =
          nodes
              .values()
              .removeIf(n ->
                  !n.node().equals(places.get(n.place()))
                      || !(n.parent().equals(NodeId.ROOT) || nodes.containsKey(n.parent())));
      places.values().removeIf(id -> !nodes.containsKey(id));
    }
  }

  Map<String, KnownNode> byPath() {
    Map<String, KnownNode> all = new LinkedHashMap<>();
    for (KnownNode node : nodes.values()) {
      List<Name> path = pathOf(node.node());
      if (path != null && node.node().equals(places.get(node.place()))) {
        all.put(TestDisk.text(path), node);
      }
    }
    return all;
  }

  /** As a plan of ours would leave it in the rows. */
  void put(KnownNode node) {
    nodes.put(node.node(), node);
    places.put(node.place(), node.node());
  }

  /** Something else has its name, and where it is now has not been found yet. */
  void away(NodeId directory) {
    KnownNode n = nodes.get(directory);
    places.remove(n.place(), directory);
    nodes.put(directory, new KnownNode(directory, n.parent(), n.name(), n.entry(), n.seen(), true));
  }

  KnownNode at(String path) {
    return byPath().get(path);
  }

  @Override
  public KnownNode node(NodeId node) {
    return nodes.get(node);
  }

  @Override
  public KnownNode at(NodeId parent, Name name) {
    NodeId id = places.get(new Place(parent, name));
    return id == null ? null : nodes.get(id);
  }

  @Override
  public Iterable<KnownNode> children(NodeId directory) {
    List<KnownNode> children = new ArrayList<>();
    for (Map.Entry<Place, NodeId> e : places.entrySet()) {
      if (e.getKey().parent().equals(directory)) {
        children.add(nodes.get(e.getValue()));
      }
    }
    return children;
  }

  @Override
  public List<KnownNode> byInode(long inode, Timestamp birth) {
    List<KnownNode> found = new ArrayList<>();
    for (KnownNode node : nodes.values()) {
      Fingerprint seen = node.seen();
      if (seen != null && seen.inode() == inode && seen.birth().equals(birth)) {
        found.add(node);
      }
    }
    return found;
  }

  @Override
  public List<Name> pathOf(NodeId directory) {
    ArrayDeque<Name> path = new ArrayDeque<>();
    NodeId at = directory;
    while (!at.equals(NodeId.ROOT)) {
      KnownNode node = nodes.get(at);
      if (node == null || node.gone() || path.size() > 1_000) {
        return null;
      }
      path.addFirst(node.name());
      at = node.parent();
    }
    return List.copyOf(path);
  }

  @Override
  public boolean takesWhole(NodeId parent, Name name) {
    return !unanswered.contains(new Place(parent, name));
  }

  static boolean isFile(KnownNode node) {
    return node.entry() instanceof Entry.RegularFile;
  }
}
