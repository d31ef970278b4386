package io.twohop.core.spoke;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Timestamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is on this member's disk as last looked at: the base, and over it the nodes that differ. It
 * holds only the differences; in order of appearance, so that a directory comes before what is in
 * it.
 */
final class LocalTree {
  private record Slot(NodeId parent, Name name) implements Comparable<Slot> {
    @Override
    public int compareTo(Slot other) {
      int byParent = parent.compareTo(other.parent);
      return byParent != 0 ? byParent : name.compareTo(other.name);
    }
  }

  private final Index base;
  private final Map<NodeId, Local> locals = new LinkedHashMap<>();
  private final Map<Slot, NodeId> filled = new TreeMap<>();
  private final Map<NodeId, TreeSet<NodeId>> childrenOf = new TreeMap<>();
  private final Map<Long, NodeId> inodes = new TreeMap<>();

  LocalTree(Index base) {
    this.base = base;
  }

  @Nullable Local get(NodeId node) {
    return locals.get(node);
  }

  /** The differing nodes in order of appearance; a copy. */
  List<Local> all() {
    return new ArrayList<>(locals.values());
  }

  /** The nodes that have yielded; a copy. */
  List<Local> yielded() {
    List<Local> yielded = new ArrayList<>();
    for (Local local : locals.values()) {
      if (local.state == Local.State.YIELDED) {
        yielded.add(local);
      }
    }
    return yielded;
  }

  Collection<Local> view() {
    return locals.values();
  }

  int size() {
    return locals.size();
  }

  /** Says that a node is like this on the disk now; null: gone. */
  Local set(NodeId node, @Nullable Disk disk) {
    if (disk != null) {
      NodeId occupant = at(disk.parent(), disk.name());
      if (occupant != null && !occupant.equals(node)) {
        throw new IllegalStateException(
            node + " cannot be where " + occupant + " is: " + disk.parent() + "/" + disk.name());
      }
    }
    Disk before = disk(node);
    Local local = locals.computeIfAbsent(node, Local::new);
    unlist(local);
    local.disk = disk;
    if (disk == null) {
      local.last = before == null ? local.last : before;
      if (local.last != null) {
        hadInode(local.last.seen().inode(), node);
      }
    } else {
      filled.put(new Slot(disk.parent(), disk.name()), node);
      childrenOf.computeIfAbsent(disk.parent(), p -> new TreeSet<>()).add(node);
      inodes.put(disk.seen().inode(), node);
    }
    return local;
  }

  /** WHY: a node that has the inode now goes before one that had it. */
  private void hadInode(long inode, NodeId node) {
    Disk holder = disk(inodes.getOrDefault(inode, node));
    if (holder == null || holder.seen().inode() != inode) {
      inodes.put(inode, node);
    }
  }

  /** The node is not on the disk, and what was it is another node from now on. */
  Local disown(NodeId node) {
    Local local = set(node, null);
    if (local.last != null) {
      inodes.remove(local.last.seen().inode(), node);
      local.last = null;
    }
    return local;
  }

  /** The node is on the disk as its base says. */
  void drop(NodeId node) {
    Local local = locals.remove(node);
    if (local != null) {
      unlist(local);
    }
  }

  private void unlist(Local local) {
    Disk disk = local.disk;
    if (local.last != null) {
      inodes.remove(local.last.seen().inode(), local.node);
    }
    if (disk == null) {
      return;
    }
    filled.remove(new Slot(disk.parent(), disk.name()), local.node);
    inodes.remove(disk.seen().inode(), local.node);
    TreeSet<NodeId> siblings = childrenOf.get(disk.parent());
    if (siblings != null && siblings.remove(local.node) && siblings.isEmpty()) {
      childrenOf.remove(disk.parent());
    }
  }

  /**
   * A node known as {@code loser} turns out to be {@code winner}, which must not be on the disk
   * itself. What is below a directory comes along.
   */
  void relabel(NodeId loser, NodeId winner) {
    Local old = locals.get(loser);
    if (old == null) {
      return;
    }
    List<NodeId> children = differingChildren(loser);
    Disk disk = old.disk;
    Local.State stateBefore = old.state;
    if (base.node(loser) == null) {
      drop(loser);
    } else {
      disown(loser).state = Local.State.YIELDED;
    }
    Local local = set(winner, disk);
    local.takeOver(old);
    local.state = stateBefore;
    for (NodeId child : children) {
      Local moved = locals.get(child);
      if (moved != null && moved.disk != null) {
        set(child, moved.disk.under(winner));
        if (moved.proposed != null && moved.proposed.parent().equals(loser)) {
          moved.proposed = moved.proposed.under(winner);
        }
        if (moved.held != null && moved.held.parent().equals(loser)) {
          moved.held = moved.held.under(winner);
        }
      }
    }
  }

  /** The node as it is on the disk, or null if it is not there. */
  @Nullable Disk disk(NodeId node) {
    Local local = locals.get(node);
    if (local != null) {
      return local.disk;
    }
    Row row = base.row(node);
    if (row == null || row.seen() == null) {
      return null;
    }
    NodeState state = row.state();
    return new Disk(state.parent(), state.name(), state.entry(), row.seen());
  }

  /** Whether a directory can be reached on the disk: it and all above it are there. */
  boolean reachable(NodeId directory) {
    return pathOf(directory) != null;
  }

  /** The names from the root to a node, or null if the disk does not have it. */
  @Nullable List<Name> pathOf(NodeId node) {
    ArrayDeque<Name> path = new ArrayDeque<>();
    NodeId at = node;
    while (!at.equals(NodeId.ROOT)) {
      Disk disk = disk(at);
      // LIMIT: PATH_MAX allows 2,048 components; more means a cycle, which only a bug makes.
      if (disk == null || path.size() > 2_048) {
        return null;
      }
      path.addFirst(disk.name());
      at = disk.parent();
    }
    return List.copyOf(path);
  }

  /** The node that the disk has at this name, or null. */
  @Nullable NodeId at(NodeId parent, Name name) {
    NodeId differing = filled.get(new Slot(parent, name));
    if (differing != null) {
      return differing;
    }
    NodeState before = base.at(parent, name);
    boolean unchanged =
        before != null && !locals.containsKey(before.node()) && disk(before.node()) != null;
    return before != null && unchanged ? before.node() : null;
  }

  /** The differing nodes that the disk has in a directory; a copy. */
  List<NodeId> differingChildren(NodeId parent) {
    return new ArrayList<>(childrenOf.getOrDefault(parent, new TreeSet<>()));
  }

  /** The lowest directory above a node that is not on the disk, or null if the node is there. */
  @Nullable NodeId goneAbove(Disk disk) {
    NodeId at = disk.parent();
    // LIMIT: PATH_MAX allows 2,048 components.
    for (int depth = 0; depth < 2_048 && !at.equals(NodeId.ROOT); depth++) {
      Disk above = disk(at);
      if (above == null) {
        return at;
      }
      at = above.parent();
    }
    return null;
  }

  /** Whether the disk has a node in a directory, however deep, or is that. */
  boolean isAtOrBelow(NodeId node, NodeId top) {
    NodeId at = node;
    // LIMIT: PATH_MAX allows 2,048 components.
    for (int depth = 0; depth < 2_048 && !at.equals(NodeId.ROOT); depth++) {
      if (at.equals(top)) {
        return true;
      }
      Disk disk = disk(at);
      if (disk == null) {
        return false;
      }
      at = disk.parent();
    }
    return false;
  }

  /** Whether a node went with a directory above it that the base still has, so may come back. */
  boolean isAway(Disk disk) {
    NodeId above = goneAbove(disk);
    return above != null && base.node(above) != null;
  }

  /**
   * Whether a node that is, was or was proposed at this name or below it waits for the hub's
   * answer, or for its own change to have its turn.
   */
  boolean isAwaitedAt(NodeId parent, Name name) {
    for (Local local : locals.values()) {
      boolean awaited = local.state == Local.State.PROPOSED || local.isHeld();
      if (awaited
          && (isBelow(local.disk, parent, name)
              || isBelow(local.last, parent, name)
              || isBelow(local.proposed, parent, name))) {
        return true;
      }
    }
    return false;
  }

  private boolean isBelow(@Nullable Disk place, NodeId parent, Name name) {
    Disk at = place;
    // LIMIT: PATH_MAX allows 2,048 components.
    for (int depth = 0; depth < 2_048 && at != null; depth++) {
      if (at.isAt(parent, name)) {
        return true;
      }
      at = at.parent().equals(NodeId.ROOT) ? null : lastDisk(at.parent());
    }
    return false;
  }

  /** The nodes that the disk has in a directory. */
  List<NodeId> children(NodeId parent) {
    TreeSet<NodeId> children = new TreeSet<>(childrenOf.getOrDefault(parent, new TreeSet<>()));
    for (NodeState child : base.children(parent)) {
      if (!locals.containsKey(child.node()) && disk(child.node()) != null) {
        children.add(child.node());
      }
    }
    return new ArrayList<>(children);
  }

  /** The node as it is on the disk, or as it was there last. */
  @Nullable Disk lastDisk(NodeId node) {
    Local local = locals.get(node);
    Disk disk = disk(node);
    return disk != null || local == null ? disk : local.last;
  }

  /** The node whose inode this is or last was, or null. */
  @Nullable NodeId byInode(long inode, Timestamp birth) {
    NodeId differing = inodes.get(inode);
    if (differing != null) {
      Disk disk = lastDisk(differing);
      if (disk != null && disk.seen().birth().equals(birth)) {
        return differing;
      }
    }
    return base.byInode(inode, birth).stream()
        .map(row -> row.state().node())
        .filter(node -> !locals.containsKey(node))
        .findFirst()
        .orElse(null);
  }
}
