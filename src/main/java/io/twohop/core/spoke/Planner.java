package io.twohop.core.spoke;

import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Action;
import io.twohop.model.ContentHash;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be done on the disk for a change: from what the disk has to what the change
 * wants, whatever lies between.
 *
 * <p>It plans one step ahead: renames before contents, removals before what takes their names.
 * After each step the shell reports what the disk is now, and planning starts over; the change is
 * complete when nothing is left to do. So a plan that was stopped half-way needs no undoing.
 */
final class Planner {
  private final Index base;
  private final LocalTree local;
  private final Incoming change;
  private final Aim aim;
  private final Draft draft;
  private final Recollection recollection;
  private final Departures departures;

  private final Set<NodeId> ancestorsMade = new TreeSet<>();

  /** Nodes of this very change that have the name of something that is to be made. */
  private final Set<NodeId> inTheWay = new TreeSet<>();

  /** Targets that this disk will not show for this change. */
  private final Set<NodeId> passed = new TreeSet<>();

  private Planner(
      Index base, LocalTree local, Recollection recollection, Incoming change, Draft draft) {
    this.base = base;
    this.local = local;
    this.change = change;
    this.aim = Aim.of(base, change);
    this.draft = draft;
    this.recollection = recollection;
    this.departures = new Departures(base, local, aim, draft);
  }

  /** {@code busy} are the nodes that a plan under way is about. */
  static Next plan(
      Index base,
      LocalTree local,
      Recollection recollection,
      Set<ContentHash> staged,
      Set<NodeId> busy,
      Incoming change) {
    return new Planner(base, local, recollection, change, new Draft(change, staged, busy)).plan();
  }

  private Next plan() {
    departures.leave();
    Operation.InstallTree whole = aim.whole();
    boolean atOnce =
        whole != null
            && !draft.isObstructed()
            && new WholeTree(local, aim, draft).install(whole, change.seq());
    if (!atOnce && !draft.isObstructed()) {
      reachAll();
    }
    draft.postponeBlocked(local);
    return draft.next(this::makeRoom);
  }

  /** Reaches every target; one that passes may leave no room for another, which passes then too. */
  private void reachAll() {
    int leaving = draft.removals.size();
    int passedBefore;
    do {
      passedBefore = passed.size();
      draft.restart(leaving);
      ancestorsMade.clear();
      inTheWay.clear();
      aim.targets.values().forEach(this::reach);
    } while (passed.size() > passedBefore);
  }

  /** None of them can leave by itself: each goes below what is to be made at its own name. */
  private void makeRoom() {
    for (NodeId node : inTheWay) {
      Disk disk = local.disk(node);
      if (disk != null && !draft.isObstructed()) {
        departures.displace(node, disk);
      }
    }
  }

  private void reach(NodeState wanted) {
    if (wanted.node().equals(NodeId.ROOT) || draft.isComingHome(wanted.node())) {
      return;
    }
    NodeState rowThere = base.at(wanted.parent(), wanted.name());
    if (rowThere != null
        && !aim.isAbout(rowThere.node())
        && base.blocked(rowThere.node()) != null) {
      // Its row stays there until it can go, and no two rows have one name.
      draft.obstruct(new Next.Impossible(rowThere.node()));
      return;
    }
    Local open = local.get(wanted.node());
    if (open != null && isAhead(open, wanted)) {
      return;
    }
    NodeState target = reachable(wanted);
    if (open != null && open.isOpen()) {
      Next recalled = recollection.told(wanted, open);
      if (recalled != null) {
        draft.obstruct(recalled);
      } else if (!isThere(open, wanted)) {
        draft.waitFor(wanted.node());
      }
      return;
    }
    Way above = makeParent(target.parent());
    if (above != Way.CLEAR) {
      if (above == Way.PASSES) {
        passed.add(target.node());
      }
      return;
    }
    if (!local.reachable(target.parent())) {
      draft.defer();
      return;
    }
    Disk disk = local.disk(target.node());
    if (disk != null && !local.reachable(disk.parent())) {
      disk = null;
    }
    Next moved = local.disk(target.node()) == null ? recollection.elsewhere(target) : null;
    if (moved != null) {
      draft.obstruct(moved);
      return;
    }
    NodeId occupant = local.at(target.parent(), target.name());
    boolean occupied = occupant != null && !occupant.equals(target.node());
    Way way = occupied && occupant != null ? yields(occupant, target, disk) : Way.CLEAR;
    if (way != Way.CLEAR) {
      if (way == Way.PASSES) {
        passed.add(target.node());
      }
      return;
    }
    if (disk == null) {
      draft.put(target, null);
    } else if (!disk.isAtPlaceOf(target)) {
      if (clearOfItself(target)) {
        draft.relocate(target, disk);
      } else if (!passed.contains(target.node())) {
        draft.relocateAfterHomecoming(target, disk);
      }
    } else if (!disk.entry().sameContent(target.entry())) {
      draft.put(target, disk);
    } else {
      draft.setMetadata(target, disk);
    }
  }

  /**
   * Whether this change has nothing to say of a node that is not said by what was accepted from
   * this member, now or later.
   */
  private boolean isAhead(Local open, NodeState wanted) {
    if (!open.isHeld() || open.held == null) {
      return open.isHeld();
    }
    NodeState known = base.node(wanted.node());
    boolean sameBody = known != null && known.bodySeq() == wanted.bodySeq();
    return wanted.placeSeq() <= open.heldPlaceSeq
        && (sameBody || wanted.bodySeq() <= open.heldBodySeq);
  }

  /**
   * What is wanted of a node, but for what this disk is ahead in: what this member proposed and the
   * hub accepted since.
   */
  private NodeState reachable(NodeState wanted) {
    Local open = local.get(wanted.node());
    Disk ahead = open == null || !open.isHeld() ? null : open.held;
    if (open == null || ahead == null) {
      return wanted;
    }
    NodeState target = wanted;
    if (wanted.placeSeq() <= open.heldPlaceSeq) {
      target = target.movedTo(ahead.parent(), ahead.name(), wanted.placeSeq());
    }
    if (wanted.bodySeq() <= open.heldBodySeq) {
      target = target.withBody(ahead.entry(), wanted.bodySeq());
    }
    return target;
  }

  /**
   * Whether a node may be renamed to its target: on this disk the directory that it goes into may
   * be below it, having been moved there by somebody whose move lost, or won later.
   */
  private boolean clearOfItself(NodeState target) {
    NodeId astray = null;
    NodeId at = target.parent();
    // LIMIT: PATH_MAX allows 2,048 components.
    for (int depth = 0; depth < 2_048 && !at.equals(NodeId.ROOT); depth++) {
      if (at.equals(target.node())) {
        return astray != null && goesBack(astray, target);
      }
      Disk disk = local.disk(at);
      if (disk == null) {
        return true;
      }
      NodeState known = home(at);
      if (astray == null && (known == null || !disk.isAtPlaceOf(known))) {
        astray = at;
      }
      at = disk.parent();
    }
    return true;
  }

  /** A node as this change, or else the hub as far as this member has come, wants it. */
  private @Nullable NodeState home(NodeId node) {
    NodeState state = aim.targets.get(node);
    return state == null ? Wanted.node(base, node) : state;
  }

  /**
   * Brings a directory that is astray to where it belongs, before {@code target}, unless it is
   * blocked; always false.
   */
  private boolean goesBack(NodeId astray, NodeState target) {
    Local open = local.get(astray);
    NodeState known = home(astray);
    if (open != null && open.isHeld() && mayPass()) {
      passed.add(target.node());
    } else if (!aim.isAbout(astray) && base.blocked(astray) != null) {
      draft.obstruct(new Next.Impossible(astray));
    } else if (known == null || (open != null && (open.isOpen() || open.isHeld()))) {
      draft.waitFor(astray);
    } else if (!draft.bringHomeFirst(astray) && ancestorsMade.add(astray)) {
      List<Action> earlier = List.copyOf(draft.relocations);
      reach(known);
      draft.bringHomeAllBut(earlier);
    }
    if (passed.contains(astray)) {
      passed.add(target.node());
    }
    return false;
  }

  /** Whether the disk shows what is wanted already, found by this member and not proposed yet. */
  private static boolean isThere(Local found, NodeState wanted) {
    Disk disk = found.disk;
    return found.state == Local.State.WISHED
        && disk != null
        && disk.isAtPlaceOf(wanted)
        && disk.entry().means(wanted.entry());
  }

  /** How a target, or the directory that it goes into, can be come by. */
  private enum Way {
    CLEAR,
    /** Not before something else has happened. */
    WAITS,
    /** Not at all: this disk is ahead there, and a later change says what becomes of the target. */
    PASSES
  }

  /** Makes the directories above a target that the base has and the disk lacks. */
  private Way makeParent(NodeId parent) {
    if (parent.equals(NodeId.ROOT) || local.reachable(parent) || ancestorsMade.contains(parent)) {
      return Way.CLEAR;
    }
    NodeState state = aim.targets.get(parent);
    if (state != null) {
      // It comes earlier in this very change, so its own action precedes ours.
      return passed.contains(parent) ? Way.PASSES : Way.CLEAR;
    }
    if (aim.goes(parent)) {
      // The target is ahead in there, but this very change removes the directory.
      if (mayPass()) {
        return Way.PASSES;
      }
      draft.obstruct(new Next.Impossible(parent));
      return Way.WAITS;
    }
    Local open = local.get(parent);
    if (open != null && open.isHeld() && open.held == null && mayPass()) {
      return Way.PASSES;
    }
    if (open != null && open.isOpen()) {
      draft.waitFor(parent);
      return Way.WAITS;
    }
    NodeState known = base.node(parent);
    if (known == null || !known.entry().isDirectory()) {
      draft.obstruct(new Next.Impossible(parent));
      return Way.WAITS;
    }
    Way above = makeParent(known.parent());
    if (above != Way.CLEAR) {
      return above;
    }
    NodeId gone = stale(parent);
    if (gone != null) {
      draft.waitFor(gone);
      return Way.WAITS;
    }
    if (local.reachable(known.parent())) {
      NodeId occupant = local.at(known.parent(), known.name());
      Way way = occupant == null ? Way.CLEAR : yields(occupant, known, null);
      if (way != Way.CLEAR) {
        return way;
      }
      draft.put(known, null);
    }
    ancestorsMade.add(parent);
    return Way.CLEAR;
  }

  /** The directory that a node went away with, if that may still come back. */
  private @Nullable NodeId stale(NodeId node) {
    Disk disk = local.disk(node);
    NodeId above = disk == null ? null : local.goneAbove(disk);
    Local open = above == null ? null : local.get(above);
    return open != null && open.isOpen() ? above : null;
  }

  /** Only what has a later change to speak for it may be left out. */
  private boolean mayPass() {
    return change.matter instanceof Matter.Accepted;
  }

  /**
   * Whether a node may be reached although another one has its name on the disk. One that is
   * leaving is no obstacle, one that has yielded is displaced, one that the hub has not heard of is
   * the node itself if it is equal; for any other there is a wait.
   */
  private Way yields(NodeId occupant, NodeState target, @Nullable Disk own) {
    if (draft.isBusy(occupant)) {
      draft.waitFor(occupant);
      return Way.WAITS;
    }
    if (aim.isAbout(occupant)) {
      NodeState its = aim.targets.get(occupant);
      NodeState there = its == null ? null : reachable(its);
      Disk disk = local.disk(occupant);
      if (passed.contains(occupant)) {
        return Way.PASSES;
      }
      Local open = local.get(occupant);
      boolean stays = its != null && open != null && isAhead(open, its);
      boolean leaves = !stays && (there == null || disk == null || !disk.isAtPlaceOf(there));
      if (leaves && own == null && disk != null) {
        inTheWay.add(occupant);
      }
      if (there == null && disk != null && departures.holdsOthers(occupant)) {
        departures.displace(occupant, disk);
        return Way.WAITS;
      }
      return leaves ? Way.CLEAR : mayPass() ? Way.PASSES : Way.WAITS;
    }
    Local other = local.get(occupant);
    if (other == null) {
      draft.obstruct(new Next.Impossible(occupant));
      return Way.WAITS;
    }
    Disk disk = local.disk(occupant);
    if (disk == null) {
      return Way.CLEAR;
    }
    if (other.isHeld()) {
      // What is there is accepted, by a change after this one.
      if (mayPass()) {
        return Way.PASSES;
      }
      draft.waitFor(occupant);
      return Way.WAITS;
    }
    boolean unheard =
        own == null && base.node(occupant) == null && other.state != Local.State.PROPOSED;
    Next adopted = unheard ? recollection.at(target, other, disk) : null;
    if (adopted != null) {
      draft.obstruct(adopted);
      return Way.WAITS;
    }
    if (other.isOpen() && mayPass() && recollection.leavesLater(target)) {
      return Way.PASSES;
    }
    if (other.isOpen()) {
      draft.waitFor(occupant);
      return Way.WAITS;
    }
    boolean exchangeable =
        own == null && !disk.entry().isDirectory() && !target.entry().isDirectory();
    if (exchangeable) {
      draft.put(target, disk);
      return Way.WAITS;
    }
    departures.displace(occupant, disk);
    return Way.WAITS;
  }
}
