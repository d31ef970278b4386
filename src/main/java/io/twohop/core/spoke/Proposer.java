package io.twohop.core.spoke;

import io.twohop.model.Bytes;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the disk has otherwise than the base into change sets. What hangs together goes
 * together: nodes that take each other's names are one set, and a removed directory is one
 * operation whatever was in it.
 */
final class Proposer {
  private final Index base;
  private final LocalTree local;
  private final Inbox inbox;
  private final long nowNanos;

  // of the set being built
  private final List<Operation> operations = new ArrayList<>();
  private final List<Bytes> contents = new ArrayList<>();
  private final Set<NodeId> members = new TreeSet<>();

  private Proposer(Index base, LocalTree local, Inbox inbox, long nowNanos) {
    this.base = base;
    this.local = local;
    this.inbox = inbox;
    this.nowNanos = nowNanos;
  }

  /** A change set, and the nodes that it speaks for. */
  record ChangeSet(List<Operation> operations, List<Bytes> contents, List<NodeId> members) {}

  /**
   * The set that this wish belongs to, or null if it is too early for one of its members.
   *
   * @param known what this member has seen of the journal, for the removal of directories
   */
  static @Nullable ChangeSet build(
      Index base, LocalTree local, Inbox inbox, Local wish, Cursor known, long nowNanos) {
    Proposer proposer = new Proposer(base, local, inbox, nowNanos);
    if (!proposer.add(wish, known)) {
      return null;
    }
    return new ChangeSet(proposer.operations, proposer.contents, new ArrayList<>(proposer.members));
  }

  private boolean add(Local wish, Cursor known) {
    if (members.contains(wish.node)) {
      return true;
    }
    // A removal is never hurried: the node may be on its way to another name.
    boolean hurried = !members.isEmpty() && !wish.isGone();
    boolean due = wish.state == Local.State.WISHED && (hurried || wish.dueNanos <= nowNanos);
    if (!due) {
      return false;
    }
    members.add(wish.node);
    NodeState before = wish.known(base.node(wish.node));
    Disk disk = wish.disk;
    if (disk == null) {
      return before == null || goes(before, known);
    }
    if (inbox.hasNotSeen(local, wish, disk)) {
      return false;
    }
    return local.goneAbove(disk) == null
        && parentIsKnown(disk.parent(), known)
        && (before == null
            || disk.isAtPlaceOf(before)
            || isNotBelowItself(wish.node, disk.parent(), known))
        && nameIsFree(wish.node, disk, known)
        && (before == null ? isNew(wish, disk) : isOther(wish, disk, before));
  }

  /** The hub must have decided on the directory, be about to, or hear of it in this set. */
  private boolean parentIsKnown(NodeId parent, Cursor known) {
    if (parent.equals(NodeId.ROOT) || base.node(parent) != null) {
      return true;
    }
    Local pending = local.get(parent);
    if (pending == null) {
      return false;
    }
    return switch (pending.state) {
      case WISHED -> pending.isHeld() || (pending.unheard && add(pending, known));
      case PROPOSED -> pending.isHeld() || !pending.mayBeOvertaken();
      case YIELDED -> true;
    };
  }

  /**
   * What the hub has below a node, and the node is moved into now, must leave it in this set:
   * otherwise it would be moved below itself. What the hub is yet to have there must wait for that.
   */
  private boolean isNotBelowItself(NodeId node, NodeId parent, Cursor known) {
    List<Local> leaving = new ArrayList<>();
    NodeId at = parent;
    // LIMIT: PATH_MAX allows 2,048 components.
    for (int depth = 0; depth < 2_048 && !at.equals(node); depth++) {
      Place told = at.equals(NodeId.ROOT) ? null : told(at);
      if (told == null) {
        return true;
      }
      Local other = local.get(at);
      Disk disk = other == null ? null : other.disk;
      boolean elsewhere = disk != null && !disk.isAt(told.parent(), told.name());
      if (other != null && elsewhere && other.isOpen()) {
        leaving.add(other);
      }
      at = told.parent();
    }
    return leaving.stream().allMatch(other -> add(other, known));
  }

  private record Place(NodeId parent, Name name) {}

  /** Where the hub has a node, or will have it by what is proposed; null if nowhere. */
  private @Nullable Place told(NodeId node) {
    Local other = local.get(node);
    Disk proposed = other != null && other.state == Local.State.PROPOSED ? other.proposed : null;
    if (proposed != null) {
      return new Place(proposed.parent(), proposed.name());
    }
    NodeState state = other == null ? base.node(node) : other.known(base.node(node));
    return state == null ? null : new Place(state.parent(), state.name());
  }

  /** Whoever has the name for the hub must give it up in this set, or have it decided. */
  private boolean nameIsFree(NodeId node, Disk disk, Cursor known) {
    for (Local other : local.all()) {
      Disk proposed = other.state == Local.State.PROPOSED ? other.proposed : null;
      boolean asked = proposed != null && proposed.isAt(disk.parent(), disk.name());
      if (asked && !other.node.equals(node)) {
        // It has left, or it would be here; the hub does not know that before it has it.
        return false;
      }
      Disk held = other.heldPlaceSeq > 0 && other.state == Local.State.WISHED ? other.held : null;
      boolean has = held != null && held.isAt(disk.parent(), disk.name());
      if (has && !other.node.equals(node) && !isHere(other, disk) && !add(other, known)) {
        return false;
      }
    }
    NodeState there = base.at(disk.parent(), disk.name());
    if (there == null || there.node().equals(node)) {
      return true;
    }
    Local other = local.get(there.node());
    if (other != null && (other.state == Local.State.YIELDED || other.heldPlaceSeq > 0)) {
      // It comes back to its name, or has left it already; the hub will say so.
      return true;
    }
    return other != null && !isHere(other, disk) && add(other, known);
  }

  private static boolean isHere(Local other, Disk disk) {
    Disk theirs = other.disk;
    return theirs != null && theirs.isAt(disk.parent(), disk.name());
  }

  private boolean isNew(Local wish, Disk disk) {
    operations.add(new Operation.Create(wish.node, disk.parent(), disk.name(), disk.entry()));
    addContent(wish, disk.entry());
    return true;
  }

  private boolean isOther(Local wish, Disk disk, NodeState before) {
    if (!disk.isAtPlaceOf(before)) {
      operations.addFirst(
          new Operation.Move(wish.node, before.placeSeq(), disk.parent(), disk.name()));
    }
    Entry entry = wish.changed.apply(before.entry(), disk.entry());
    Facets changed = wish.changed.and(Facets.between(before.entry(), entry));
    if (!changed.isNone()) {
      operations.add(new Operation.Body(wish.node, before.bodySeq(), changed, entry));
      if (changed.content()) {
        addContent(wish, entry);
      }
    }
    return true;
  }

  private void addContent(Local wish, Entry entry) {
    Bytes content = wish.content;
    if (content != null && entry instanceof Entry.RegularFile) {
      contents.add(content);
    }
  }

  private boolean goes(NodeState before, Cursor known) {
    if (!before.entry().isDirectory()) {
      operations.add(new Operation.Remove(before.node(), before.placeSeq(), before.bodySeq()));
      return true;
    }
    List<NodeId> below = new ArrayList<>();
    for (Local other : local.all()) {
      if (!members.contains(other.node) && isBelow(other, before.node())) {
        Disk disk = other.disk;
        boolean gone = disk == null || local.goneAbove(disk) != null;
        if (!gone && other.heldPlaceSeq > 0) {
          // The hub has it elsewhere already, by a change that this removal does not know.
          continue;
        }
        if (!gone && other.state == Local.State.YIELDED) {
          NodeState returning = base.node(other.node);
          if (returning != null && local.reachable(returning.parent())) {
            // Its directory was moved out, and it returns into that.
            continue;
          }
          keepAbove(other.node, before.node());
          return false;
        }
        if (other.state == Local.State.PROPOSED) {
          return false;
        }
        if (gone) {
          below.add(other.node);
        } else if (!add(other, known)) {
          return false;
        }
      }
    }
    below.forEach(node -> local.set(node, null));
    members.addAll(below);
    operations.add(new Operation.RemoveTree(before.node(), before.placeSeq(), known));
    return true;
  }

  /**
   * A node was moved out of a directory that went, and the hub did not let it: so the directories
   * that it returns to stay, and only what is beside them goes.
   */
  private void keepAbove(NodeId returning, NodeId top) {
    NodeId kept = returning;
    while (!kept.equals(top)) {
      NodeState state = base.node(kept);
      if (state == null) {
        return;
      }
      for (NodeState beside : base.children(state.parent())) {
        if (!beside.node().equals(kept) && local.get(beside.node()) == null) {
          local.set(beside.node(), null).dueNanos = nowNanos;
        }
      }
      kept = state.parent();
      local.set(kept, null).state = Local.State.YIELDED;
    }
  }

  /**
   * Whether the base, or what the hub may make of a proposal, has the node below this directory.
   */
  private boolean isBelow(Local other, NodeId directory) {
    Disk proposed = other.proposed;
    if (other.state == Local.State.PROPOSED && proposed != null) {
      return proposed.parent().equals(directory) || hasAncestor(proposed.parent(), directory);
    }
    return hasAncestor(other.node, directory);
  }

  private boolean hasAncestor(NodeId node, NodeId directory) {
    NodeState at = base.node(node);
    while (at != null && !at.node().equals(NodeId.ROOT)) {
      if (at.parent().equals(directory)) {
        return true;
      }
      at = base.node(at.parent());
    }
    return false;
  }

  /**
   * Whether a removal is told by that of a directory above it. Of some that went below one another,
   * each as another has it, none is told by the others.
   */
  static boolean isToldByParent(Index base, LocalTree local, Local wish) {
    Set<NodeId> tellers = new TreeSet<>();
    Local teller = tellerOf(base, local, wish);
    while (teller != null && tellers.add(teller.node)) {
      teller = tellerOf(base, local, teller);
    }
    return !tellers.isEmpty() && !tellers.contains(wish.node);
  }

  /** The directory above a removed node whose own removal takes that along; null if none does. */
  private static @Nullable Local tellerOf(Index base, LocalTree local, Local wish) {
    NodeState before = base.node(wish.node);
    if (before == null || !wish.isGone() || wish.isHeld()) {
      return null;
    }
    NodeId at = before.parent();
    // LIMIT: PATH_MAX allows 2,048 components.
    for (int depth = 0; depth < 2_048 && !at.equals(NodeId.ROOT); depth++) {
      Local above = local.get(at);
      if (above != null && above.isGone()) {
        return above.state == Local.State.WISHED && base.node(at) != null ? above : null;
      }
      // Where a directory above was moved, it took this node's name along.
      Disk disk = local.disk(at);
      if (disk == null) {
        return null;
      }
      at = disk.parent();
    }
    return null;
  }
}
