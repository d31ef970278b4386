package io.twohop.core.spoke;

import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Finding;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what looks at the disk found into the local tree: a difference from the base becomes a
 * wish, and one that went away is forgotten.
 */
final class Observer {
  /**
   * A name that is gone may come back at once: its removal is proposed this long after the last one
   * that was seen.
   */
  static final long GONE_WAIT_NANOS = 100_000_000;

  /** LIMIT: and this long after it was first seen at the latest. */
  static final long GONE_WAIT_MAX_NANOS = 1_000_000_000;

  /** LIMIT: the same where a directory that came in its place takes long to read. */
  static final long ARRIVING_MAX_NANOS = 10_000_000_000L;

  private final Index base;
  private final LocalTree local;
  private final Numbers numbers;
  private final Consumer<Effect> effects;

  /** Something went since the last look ended. */
  private boolean missed;

  Observer(Index base, LocalTree local, Numbers numbers, Consumer<Effect> effects) {
    this.base = base;
    this.local = local;
    this.numbers = numbers;
    this.effects = effects;
  }

  /** The node that was found, by the id that it has now. */
  NodeId present(Finding.Present found, long nowNanos) {
    NodeId node = identify(found);
    boolean unheard = found.node() == null && base.node(node) == null && local.get(node) == null;
    NodeId occupant = local.at(found.parent(), found.name());
    if (occupant != null && !occupant.equals(node)) {
      displaced(occupant, nowNanos);
    }
    Disk there = local.disk(node);
    boolean wasAway = there == null || !local.reachable(there.parent());
    if (there != null
        && !there.isAt(found.parent(), found.name())
        && !there.seen().sameInode(found.seen())) {
      // What came at its old name was taken for it, and is another one, which nobody looks at.
      effects.accept(new Effect.Look(there.parent(), there.name()));
    }
    Disk last = local.lastDisk(node);
    boolean same = last != null && last.seen().sameInode(found.seen());
    Disk before = there != null || same ? last : null;
    Local known = local.get(node);
    boolean fresh = before == null || !before.seen().sameInode(found.seen());
    Facets changed = before == null ? Facets.ALL : found.changed();
    Entry entry = before == null ? found.entry() : changed.apply(before.entry(), found.entry());
    Disk disk = new Disk(found.parent(), found.name(), entry, found.seen());
    Local difference = local.set(node, disk);
    difference.unheard |= unheard;
    difference.changed = difference.changed.or(changed);
    if (changed.content()) {
      difference.content = found.content();
    }
    boolean news =
        known == null
            || !changed.isNone()
            || there == null
            || before == null
            || !before.isAt(disk.parent(), disk.name());
    if (difference.state != Local.State.PROPOSED && news) {
      difference.state = Local.State.WISHED;
      difference.dueNanos = nowNanos;
    }
    forgetIfBase(difference, disk);
    if (entry.isDirectory() && (fresh || there == null)) {
      effects.accept(new Effect.LookInto(node));
    }
    if (entry.isDirectory() && wasAway && !fresh) {
      lookBelow(node);
    }
    return node;
  }

  /**
   * What was taken to be gone with this directory, or with one above it, may be in it. It is asked
   * for by name: the directories in between are as they are known, and nobody looks into them.
   */
  private void lookBelow(NodeId directory) {
    for (Local other : local.view()) {
      Disk last = other.isGone() ? other.last : null;
      if (last != null && wasIn(last.parent(), directory)) {
        effects.accept(new Effect.Look(last.parent(), last.name()));
      }
    }
  }

  private boolean wasIn(NodeId node, NodeId directory) {
    NodeId at = node;
    // LIMIT: PATH_MAX allows 2,048 components.
    for (int depth = 0; depth < 2_048 && !at.equals(directory); depth++) {
      Disk disk = local.lastDisk(at);
      if (disk == null) {
        return false;
      }
      at = disk.parent();
    }
    return at.equals(directory);
  }

  private NodeId identify(Finding.Present found) {
    NodeId named = found.node();
    if (named != null) {
      return named;
    }
    NodeState before = base.at(found.parent(), found.name());
    Local gone = before == null ? null : local.get(before.node());
    boolean back =
        before != null
            && gone != null
            && gone.isGone()
            && gone.state == Local.State.WISHED
            && before.entry().isDirectory() == found.entry().isDirectory();
    return back && before != null
        ? before.node()
        : new NodeId(numbers.member(), numbers.nextNode());
  }

  /** An open wish for what the base says already is none. */
  private void forgetIfBase(Local difference, Disk disk) {
    Row row = base.row(difference.node);
    if (difference.state == Local.State.WISHED
        && !difference.isHeld()
        && row != null
        && disk.isAtPlaceOf(row.state())
        && disk.entry().means(row.state().entry())) {
      base.put(new Row(row.state(), disk.seen()));
      local.drop(difference.node);
    }
  }

  void missing(Finding.Missing missing, long nowNanos) {
    Disk disk = local.disk(missing.node());
    if (disk == null || !disk.isAt(missing.parent(), missing.name())) {
      // It was found elsewhere since that look.
      return;
    }
    gone(missing.node(), missing.witnessed(), nowNanos);
    missed = true;
  }

  /**
   * The end of a look: what is gone waits on while more goes. WHY: once for all that was found,
   * since it goes through all that is gone.
   */
  void looked(long nowNanos) {
    if (!missed) {
      return;
    }
    missed = false;
    for (Local other : local.view()) {
      if (other.isGone() && other.state == Local.State.WISHED) {
        wait(other, GONE_WAIT_MAX_NANOS, nowNanos);
      }
    }
  }

  private static void wait(Local gone, long maxNanos, long nowNanos) {
    long until = Math.min(gone.sinceNanos + maxNanos, nowNanos + GONE_WAIT_NANOS);
    gone.dueNanos = Math.max(gone.dueNanos, until);
  }

  /** What is gone from this name, or below it, waits for what is coming there. */
  void arriving(Finding.Arriving arriving, long nowNanos) {
    NodeState there = base.at(arriving.parent(), arriving.name());
    if (there == null) {
      return;
    }
    for (Local other : local.view()) {
      boolean waits = other.isGone() && other.state == Local.State.WISHED;
      if (waits && isAtOrBelow(other.node, there.node())) {
        wait(other, ARRIVING_MAX_NANOS, nowNanos);
      }
    }
  }

  /** Whether the base has a node in a directory, however deep, or is that. */
  boolean isAtOrBelow(NodeId node, NodeId top) {
    NodeId at = node;
    // LIMIT: PATH_MAX allows 2,048 components.
    for (int depth = 0; depth < 2_048 && !at.equals(NodeId.ROOT); depth++) {
      if (at.equals(top)) {
        return true;
      }
      NodeState state = base.node(at);
      if (state == null) {
        return false;
      }
      at = state.parent();
    }
    return false;
  }

  /**
   * Something else has its name. WHY: a rename replaces no directory that holds anything, so that
   * has gone elsewhere, and will be found there.
   */
  private void displaced(NodeId node, long nowNanos) {
    Disk disk = local.disk(node);
    gone(node, true, nowNanos);
    Local difference = local.get(node);
    if (difference != null && disk != null && disk.entry().isDirectory()) {
      wait(difference, GONE_WAIT_MAX_NANOS, nowNanos);
    }
  }

  /**
   * What is below a directory that is gone is left as it is: it cannot be reached, and comes back
   * with the directory if that was only moved.
   */
  private void gone(NodeId node, boolean witnessed, long nowNanos) {
    if (local.disk(node) == null) {
      return;
    }
    Local known = local.get(node);
    Local.State before = known == null ? Local.State.WISHED : known.state;
    boolean neverHeardOf = base.node(node) == null;
    boolean answered = known != null && known.isHeld();
    if (neverHeardOf && before != Local.State.PROPOSED && !answered) {
      local.drop(node);
      return;
    }
    boolean meant = answered || (known != null && yieldsInMetadataOnly(known));
    Local difference = local.set(node, null);
    difference.state = meant && before == Local.State.YIELDED ? Local.State.WISHED : before;
    difference.witnessed = witnessed;
    difference.sinceNanos = nowNanos;
  }

  /** Whether what is about to be brought is no content that whoever removed this had not seen. */
  private boolean yieldsInMetadataOnly(Local difference) {
    NodeState state = base.node(difference.node);
    Disk disk = difference.disk;
    return state != null
        && disk != null
        && disk.isAtPlaceOf(state)
        && disk.entry().sameContent(state.entry());
  }

  /**
   * A directory that came whole: its nodes in order, those of the base where path and kind are
   * equal, new ones otherwise; null if a part of it is under way already, so that its nodes must go
   * one by one.
   */
  @Nullable List<NodeId> arrived(Finding.Arrived arrived, long nowNanos) {
    List<NodeId> nodes = new ArrayList<>();
    boolean open = false;
    for (Finding.Arrived.Part part : arrived.parts()) {
      Finding.Present found = part.found();
      NodeId parent = part.parentIndex() < 0 ? found.parent() : nodes.get(part.parentIndex());
      NodeState there = base.at(parent, found.name());
      boolean same =
          there != null
              && there.entry().isDirectory() == found.entry().isDirectory()
              && !isElsewhere(there);
      NodeId node =
          same && there != null ? there.node() : new NodeId(numbers.member(), numbers.nextNode());
      Local known = local.get(node);
      open |= known != null && known.state == Local.State.PROPOSED;
      nodes.add(node);
      present(
          new Finding.Present(
              node, parent, found.name(), found.entry(), Facets.ALL, found.seen(), found.content()),
          nowNanos);
    }
    return open ? null : nodes;
  }

  /** Whether the disk has a node at another name than the base. */
  private boolean isElsewhere(NodeState state) {
    Disk disk = local.disk(state.node());
    return disk != null && !disk.isAtPlaceOf(state);
  }

  /** The base nodes below a directory that the disk does not have any more, by node. */
  Map<NodeId, NodeState> lostBelow(NodeId directory) {
    Map<NodeId, NodeState> lost = new TreeMap<>();
    for (NodeState child : base.children(directory)) {
      Local difference = local.get(child.node());
      if (difference == null || difference.isGone()) {
        lost.put(child.node(), child);
        lost.putAll(lostBelow(child.node()));
      }
    }
    return lost;
  }
}
