package io.twohop.core.spoke;

import io.twohop.core.merge.TreeRemoval;
import io.twohop.core.message.Message;
import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  /** What comes of planning. */
  sealed interface Next {
    /** The disk is as the change wants it. */
    record Complete() implements Next {}

    record Do(List<Action> actions) implements Next {}

    /** A node in its way has a difference that the hub has not answered yet. */
    record WaitFor(NodeId node) implements Next {}

    /**
     * The disk has at the target's name what the target is, found by this member and not proposed
     * yet: it is that node.
     */
    record Adopt(NodeId found, NodeId known) implements Next {}

    /** Files whose content is neither in a message nor in the stage, by node. */
    record Need(Map<NodeId, Entry.RegularFile> files) implements Next {}

    /** It rests on a node that is not on this disk, and could not be made. */
    record Impossible(NodeId missing) implements Next {}
  }

  private final Index base;
  private final LocalTree local;
  private final Set<ContentHash> staged;

  /** Nodes that a plan under way is about. */
  private final Set<NodeId> busy;

  // of the change being planned
  private final Incoming change;
  private final long seq;
  private final Map<NodeId, NodeState> targets = new LinkedHashMap<>();
  private final List<NodeId> going = new ArrayList<>();
  private final Set<NodeId> goingSet = new TreeSet<>();
  private final List<Action> removals = new ArrayList<>();

  /** Directories that are astray and in the way of themselves; they go first, alone. */
  private final List<Action> homecomings = new ArrayList<>();

  private final List<Action> relocations = new ArrayList<>();
  private final List<Action> fillings = new ArrayList<>();
  private final Map<NodeId, Entry.RegularFile> needed = new LinkedHashMap<>();
  private final Set<NodeId> ancestorsMade = new TreeSet<>();

  /** Something must wait for a directory that is made first. */
  private boolean deferred;

  /** Nodes of this very change that have the name of something that is to be made. */
  private final Set<NodeId> inTheWay = new TreeSet<>();

  /** Targets that this disk will not show for this change. */
  private final Set<NodeId> passed = new TreeSet<>();

  private @Nullable Next obstacle;

  private Planner(
      Index base, LocalTree local, Set<ContentHash> staged, Set<NodeId> busy, Incoming change) {
    this.base = base;
    this.local = local;
    this.staged = staged;
    this.busy = busy;
    this.change = change;
    this.seq = change.seq();
  }

  static Next plan(
      Index base, LocalTree local, Set<ContentHash> staged, Set<NodeId> busy, Incoming change) {
    return new Planner(base, local, staged, busy, change).plan();
  }

  /** What a change wants of its nodes, whether or not it can be had here. */
  static List<NodeState> targets(
      Index base, LocalTree local, Set<ContentHash> staged, Set<NodeId> busy, Incoming change) {
    Planner planner = new Planner(base, local, staged, busy, change);
    planner.plan();
    return List.copyOf(planner.targets.values());
  }

  private Next plan() {
    Operation.InstallTree whole = null;
    switch (change.matter) {
      case Matter.Accepted a -> {
        for (Operation operation : a.operations()) {
          want(operation);
          if (operation instanceof Operation.InstallTree tree && !a.own()) {
            whole = tree;
          }
        }
      }
      case Matter.Present p -> {
        if (!Rows.isNewer(base, p.state())) {
          targets.put(p.state().node(), p.state());
        }
      }
      case Matter.Absent a -> {
        NodeState now = base.node(a.node());
        if (now != null && now.newestSeq() <= a.asOfSeq()) {
          goes(a.node());
        }
      }
      case Matter.Restored r -> {
        NodeState now = Rows.wanted(base, r.node());
        if (now != null) {
          targets.put(r.node(), now);
        } else {
          goes(r.node());
        }
      }
    }
    for (NodeId node : going) {
      leave(node);
    }
    deepestFirst();
    if (whole != null && obstacle == null && install(whole)) {
      return next();
    }
    if (obstacle == null) {
      reachAll();
    }
    return next();
  }

  /** Reaches every target; one that passes may leave no room for another, which passes then too. */
  private void reachAll() {
    int leaving = removals.size();
    int passedBefore;
    do {
      passedBefore = passed.size();
      removals.subList(leaving, removals.size()).clear();
      homecomings.clear();
      relocations.clear();
      fillings.clear();
      needed.clear();
      ancestorsMade.clear();
      inTheWay.clear();
      deferred = false;
      obstacle = null;
      for (NodeState target : targets.values()) {
        reach(target);
      }
    } while (passed.size() > passedBefore);
  }

  private Next next() {
    if (obstacle != null) {
      return obstacle;
    }
    for (List<Action> step : List.of(removals, homecomings, relocations)) {
      if (!step.isEmpty()) {
        return new Next.Do(step);
      }
    }
    // None of them can leave by itself: each goes below what is to be made at its own name.
    for (NodeId node : inTheWay) {
      Disk disk = local.disk(node);
      if (disk != null && obstacle == null) {
        displace(node, disk);
      }
    }
    if (obstacle != null) {
      return obstacle;
    }
    if (!removals.isEmpty()) {
      return new Next.Do(removals);
    }
    if (!needed.isEmpty()) {
      return new Next.Need(needed);
    }
    if (!fillings.isEmpty()) {
      return new Next.Do(fillings);
    }
    return deferred ? new Next.Impossible(change.nodes.first()) : new Next.Complete();
  }

  // ---- what the change wants

  private void want(Operation operation) {
    NodeState now = Rows.wanted(base, operation.node());
    switch (operation) {
      case Operation.Create c -> {
        if (now == null || now.placeSeq() < seq) {
          targets.put(c.node(), new NodeState(c.node(), c.parent(), c.name(), seq, c.entry(), seq));
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
          goes(r.node());
        }
      }
      case Operation.RemoveTree r ->
          TreeRemoval.sweep(base, r.node(), r.asOf(), state -> goes(state.node()));
      case Operation.InstallTree i -> {
        Set<NodeId> listed = new TreeSet<>();
        i.nodes().forEach(c -> listed.add(c.node()));
        TreeRemoval.sweepUnlisted(base, i.node(), i.asOf(), listed, s -> goes(s.node()));
        for (Operation.Create c : i.nodes()) {
          targets.put(c.node(), new NodeState(c.node(), c.parent(), c.name(), seq, c.entry(), seq));
        }
      }
    }
  }

  private void goes(NodeId node) {
    // A node that the same set moves away is not in the tree that goes.
    if (!targets.containsKey(node) && goingSet.add(node)) {
      going.add(node);
    }
  }

  // ---- from the disk to there

  private void leave(NodeId node) {
    Local open = local.get(node);
    boolean held = open != null && open.isHeld();
    if (open != null && open.isOpen() && !held) {
      waitFor(node);
      return;
    }
    Disk disk = local.disk(node);
    if (disk != null && !held && local.reachable(disk.parent()) && !holdsOthers(node)) {
      discard(node, disk);
    }
  }

  /** Where the disk has what goes elsewhere than the base, the base's order is not the disk's. */
  private void deepestFirst() {
    boolean moved =
        going.stream()
            .anyMatch(node -> {
              Disk disk = local.get(node) == null ? null : local.disk(node);
              NodeState state = base.node(node);
              return disk != null && (state == null || !disk.isAtPlaceOf(state));
            });
    if (moved) {
      removals.sort(Comparator.comparingInt((Action a) -> depth(a.node())).reversed());
    }
  }

  private int depth(NodeId node) {
    List<Name> path = local.pathOf(node);
    return path == null ? 0 : path.size();
  }

  /**
   * Whether a directory that goes has something in it that does not: then it stays on this disk,
   * and the hub will hear of it.
   */
  private boolean holdsOthers(NodeId directory) {
    for (NodeId child : local.children(directory)) {
      Local difference = local.get(child);
      boolean leaves = goingSet.contains(child) && (difference == null || !difference.isHeld());
      if (!leaves || holdsOthers(child)) {
        return true;
      }
    }
    return false;
  }

  private void discard(NodeId node, Disk disk) {
    removals.add(
        disk.entry().isDirectory()
            ? new Action.RemoveDirectory(node, disk.parent(), disk.name(), disk.seen())
            : new Action.Discard(
                node, disk.parent(), disk.name(), disk.seen(), hash(disk.entry())));
  }

  private static @Nullable ContentHash hash(Entry entry) {
    return entry instanceof Entry.RegularFile file ? file.content() : null;
  }

  private void reach(NodeState wanted) {
    if (wanted.node().equals(NodeId.ROOT)) {
      return;
    }
    Local open = local.get(wanted.node());
    if (open != null && isAhead(open, wanted)) {
      return;
    }
    NodeState target = reachable(wanted);
    if (open != null && open.isOpen()) {
      if (!isThere(open, wanted)) {
        waitFor(wanted.node());
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
      deferred = true;
      return;
    }
    Disk disk = local.disk(target.node());
    if (disk != null && !local.reachable(disk.parent())) {
      disk = null;
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
      put(target, null);
    } else if (!disk.isAtPlaceOf(target)) {
      if (!clearOfItself(target)) {
        return;
      }
      relocations.add(
          new Action.Relocate(
              target.node(),
              disk.parent(),
              disk.name(),
              target.parent(),
              target.name(),
              disk.seen()));
    } else if (!disk.entry().sameContent(target.entry())) {
      put(target, disk);
    } else {
      setMetadata(target, disk);
    }
  }

  /** Whether a later change than this, accepted from this member, says what the disk shows. */
  private static boolean isAhead(Local open, NodeState wanted) {
    return open.isHeld()
        && (open.held == null
            || (wanted.placeSeq() <= open.heldPlaceSeq && wanted.bodySeq() <= open.heldBodySeq));
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
      NodeState known = targets.getOrDefault(at, base.node(at));
      if (disk == null) {
        return true;
      }
      if (astray == null && (known == null || !disk.isAtPlaceOf(known))) {
        astray = at;
      }
      at = disk.parent();
    }
    return true;
  }

  /** Brings a directory that is astray to where it belongs, before {@code target}; always false. */
  private boolean goesBack(NodeId astray, NodeState target) {
    Local open = local.get(astray);
    NodeState known = base.node(astray);
    if (open != null && open.isHeld() && mayPass()) {
      passed.add(target.node());
    } else if (open == null || open.isOpen() || open.isHeld() || known == null) {
      waitFor(astray);
    } else if (ancestorsMade.add(astray)) {
      int before = relocations.size();
      reach(known);
      List<Action> added = relocations.subList(before, relocations.size());
      homecomings.addAll(added);
      added.clear();
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

  private void setMetadata(NodeState target, Disk disk) {
    Facets differing = Facets.between(disk.entry(), target.entry());
    if (!differing.isNone()) {
      fillings.add(
          new Action.SetMetadata(
              target.node(),
              target.parent(),
              target.name(),
              differing,
              target.entry(),
              disk.seen()));
    }
  }

  private void put(NodeState target, @Nullable Disk displaced) {
    if (busy.contains(target.node())) {
      waitFor(target.node());
      return;
    }
    if (target.entry() instanceof Entry.Directory directory) {
      fillings.add(
          new Action.MakeDirectory(target.node(), target.parent(), target.name(), directory));
      return;
    }
    if (target.entry() instanceof Entry.RegularFile file && !has(file)) {
      needed.put(target.node(), file);
    }
    fillings.add(
        new Action.Put(
            target.node(),
            target.bodySeq(),
            target.parent(),
            target.name(),
            target.entry(),
            displaced == null ? null : displaced.seen(),
            displaced == null ? null : hash(displaced.entry())));
  }

  private boolean has(Entry.RegularFile file) {
    Bytes inline = file.sizeBytes() == 0 ? Bytes.EMPTY : change.contents.get(file.content());
    return inline != null || staged.contains(file.content());
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
    NodeState state = targets.get(parent);
    if (state != null) {
      // It comes earlier in this very change, so its own action precedes ours.
      return passed.contains(parent) ? Way.PASSES : Way.CLEAR;
    }
    Local open = local.get(parent);
    if (open != null && open.isHeld() && open.held == null && mayPass()) {
      return Way.PASSES;
    }
    if (open != null && open.isOpen()) {
      waitFor(parent);
      return Way.WAITS;
    }
    NodeState known = base.node(parent);
    if (known == null || !known.entry().isDirectory()) {
      obstacle = new Next.Impossible(parent);
      return Way.WAITS;
    }
    Way above = makeParent(known.parent());
    if (above != Way.CLEAR) {
      return above;
    }
    if (local.disk(parent) == null && local.reachable(known.parent())) {
      NodeId occupant = local.at(known.parent(), known.name());
      Way way = occupant == null ? Way.CLEAR : yields(occupant, known, null);
      if (way != Way.CLEAR) {
        return way;
      }
      put(known, null);
    }
    ancestorsMade.add(parent);
    return Way.CLEAR;
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
    if (busy.contains(occupant)) {
      waitFor(occupant);
      return Way.WAITS;
    }
    if (goingSet.contains(occupant) || targets.containsKey(occupant)) {
      NodeState there = targets.containsKey(occupant) ? reachable(targets.get(occupant)) : null;
      Disk disk = local.disk(occupant);
      if (passed.contains(occupant)) {
        return Way.PASSES;
      }
      boolean leaves = there == null || disk == null || !disk.isAtPlaceOf(there);
      if (leaves && own == null && disk != null) {
        inTheWay.add(occupant);
      }
      if (there == null && disk != null && holdsOthers(occupant)) {
        displace(occupant, disk);
        return Way.WAITS;
      }
      return leaves ? Way.CLEAR : mayPass() ? Way.PASSES : Way.WAITS;
    }
    Local other = local.get(occupant);
    if (other == null) {
      obstacle = new Next.Impossible(occupant);
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
      waitFor(occupant);
      return Way.WAITS;
    }
    boolean adoptable =
        own == null
            && base.node(occupant) == null
            && other.state != Local.State.PROPOSED
            && disk.entry().sameContent(target.entry());
    if (adoptable) {
      obstacle = new Next.Adopt(occupant, target.node());
      return Way.WAITS;
    }
    if (other.isOpen()) {
      waitFor(occupant);
      return Way.WAITS;
    }
    boolean exchangeable =
        own == null && !disk.entry().isDirectory() && !target.entry().isDirectory();
    if (exchangeable) {
      put(target, disk);
      return Way.WAITS;
    }
    displace(occupant, disk);
    return Way.WAITS;
  }

  /** Takes a yielded node off the disk with all that is below it, or waits for that. */
  private void displace(NodeId node, Disk disk) {
    for (NodeId child : local.children(node)) {
      Local below = local.get(child);
      if (below != null && below.isOpen()) {
        waitFor(child);
        return;
      }
      Disk childDisk = local.disk(child);
      if (childDisk != null) {
        displace(child, childDisk);
      }
    }
    discard(node, disk);
  }

  private void waitFor(NodeId node) {
    if (obstacle == null) {
      obstacle = new Next.WaitFor(node);
    }
  }

  // ---- whole trees

  /**
   * Plans a tree by one rename, if it may be put there so; otherwise it is reached node by node.
   */
  private boolean install(Operation.InstallTree tree) {
    Operation.Create top = tree.nodes().getFirst();
    Disk disk = local.disk(top.node());
    NodeId occupant = local.at(top.parent(), top.name());
    boolean possible =
        local.reachable(top.parent())
            && (occupant == null || occupant.equals(top.node()))
            && (disk == null || disk.isAt(top.parent(), top.name()));
    List<Action.Discard> known = new ArrayList<>();
    if (!possible || (disk != null && !replaceable(tree, top.node(), known))) {
      return false;
    }
    List<Action> nodes = new ArrayList<>();
    boolean differs = disk == null || !removals.isEmpty();
    for (Operation.Create c : tree.nodes()) {
      Disk now = local.disk(c.node());
      differs |=
          now == null || !now.isAt(c.parent(), c.name()) || !now.entry().sameContent(c.entry());
      if (c.entry() instanceof Entry.RegularFile file && !has(file)) {
        needed.put(c.node(), file);
      }
      nodes.add(
          c.entry() instanceof Entry.Directory directory
              ? new Action.MakeDirectory(c.node(), c.parent(), c.name(), directory)
              : new Action.Put(c.node(), seq, c.parent(), c.name(), c.entry(), null, null));
    }
    if (!differs) {
      return false;
    }
    removals.clear();
    fillings.add(new Action.Install(top.node(), nodes, disk == null ? null : disk.seen(), known));
    return true;
  }

  /**
   * Collects what the directory on the disk holds; false if something in it is newer than the tree,
   * or not answered yet.
   */
  private boolean replaceable(
      Operation.InstallTree tree, NodeId directory, List<Action.Discard> known) {
    for (NodeId child : local.children(directory)) {
      Local open = local.get(child);
      Disk disk = local.disk(child);
      boolean listed = targets.containsKey(child) || goingSet.contains(child);
      if (disk == null || open != null || !listed) {
        return false;
      }
      known.add(
          new Action.Discard(child, disk.parent(), disk.name(), disk.seen(), hash(disk.entry())));
      if (disk.entry().isDirectory() && !replaceable(tree, child, known)) {
        return false;
      }
    }
    return true;
  }

  /** LIMIT: see {@link Message#INLINE_MAX_BYTES}; contents above it come by fetching. */
  static boolean isInline(Entry.RegularFile file) {
    return file.sizeBytes() <= Message.INLINE_MAX_BYTES;
  }
}
