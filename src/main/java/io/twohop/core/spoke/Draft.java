package io.twohop.core.spoke;

import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The next actions for a change as they come together, by the order in which they have to be done,
 * and the first thing that is in their way.
 */
final class Draft {
  private final Incoming change;
  private final Set<ContentHash> staged;

  /** Nodes that a plan under way is about. */
  private final Set<NodeId> busy;

  final List<Action> removals = new ArrayList<>();

  /** Directories that are astray and in the way of themselves; they go before any other rename. */
  final List<Action> homecomings = new ArrayList<>();

  final List<Action> relocations = new ArrayList<>();

  /** Renames that may not be done before the homecomings, but can be done together with them. */
  private final Set<Action> entangled = new LinkedHashSet<>();

  final List<Action> fillings = new ArrayList<>();
  private final Map<NodeId, Entry.RegularFile> needed = new LinkedHashMap<>();
  private @Nullable Next obstacle;

  /** Something must wait for a directory that is made first. */
  private boolean deferred;

  Draft(Incoming change, Set<ContentHash> staged, Set<NodeId> busy) {
    this.change = change;
    this.staged = staged;
    this.busy = busy;
  }

  /** Forgets all but the first so many removals. */
  void restart(int removalsKept) {
    removals.subList(removalsKept, removals.size()).clear();
    homecomings.clear();
    entangled.clear();
    relocations.clear();
    fillings.clear();
    needed.clear();
    obstacle = null;
    deferred = false;
  }

  boolean isBusy(NodeId node) {
    return busy.contains(node);
  }

  boolean isObstructed() {
    return obstacle != null;
  }

  /** What is in the way, whatever else has to be waited for. */
  void obstruct(Next what) {
    obstacle = what;
  }

  void waitFor(NodeId node) {
    if (obstacle == null) {
      obstacle = new Next.WaitFor(node);
    }
  }

  void defer() {
    deferred = true;
  }

  void discard(NodeId node, Disk disk) {
    removals.add(
        disk.entry().isDirectory()
            ? new Action.RemoveDirectory(node, disk.parent(), disk.name(), disk.seen())
            : displaced(node, disk));
  }

  static Action.Discard displaced(NodeId node, Disk disk) {
    return new Action.Discard(node, disk.parent(), disk.name(), disk.seen(), hash(disk.entry()));
  }

  void relocate(NodeState target, Disk disk) {
    relocations.add(relocation(target, disk));
  }

  /** As {@link #relocate}, once a directory has come home that is astray below the node itself. */
  void relocateAfterHomecoming(NodeState target, Disk disk) {
    entangled.add(relocation(target, disk));
  }

  boolean isComingHome(NodeId node) {
    return homecomings.stream().anyMatch(a -> a.node().equals(node));
  }

  /** Lets a rename that is planned go before the others; false if there is none of this node. */
  boolean bringHomeFirst(NodeId node) {
    for (Action rename : relocations) {
      if (rename.node().equals(node)) {
        relocations.remove(rename);
        homecomings.add(rename);
        return true;
      }
    }
    return isComingHome(node);
  }

  /** Lets the renames that are planned go before these. */
  void bringHomeAllBut(List<Action> earlier) {
    List<Action> later = new ArrayList<>(relocations);
    later.removeAll(earlier);
    relocations.removeAll(later);
    homecomings.addAll(later);
  }

  private static Action relocation(NodeState target, Disk disk) {
    return new Action.Relocate(
        target.node(), disk.parent(), disk.name(), target.parent(), target.name(), disk.seen());
  }

  /**
   * Leaves only renames whose names are free or given up by others that are done with them; those
   * in whose way is each other's homecoming are done all at once.
   */
  void postponeBlocked(LocalTree local) {
    if (!homecomings.isEmpty()
        && homecomings.stream().anyMatch(a -> isBlocked(a, homecomings, local))) {
      homecomings.addAll(entangled);
      homecomings.addAll(relocations);
      relocations.clear();
    }
    for (List<Action> renames : List.of(homecomings, relocations)) {
      while (renames.removeIf(a -> isBlocked(a, List.copyOf(renames), local))) {
        deferred = true;
      }
    }
  }

  private static boolean isBlocked(Action rename, List<Action> together, LocalTree local) {
    NodeId occupant =
        rename instanceof Action.Relocate r ? local.at(r.toParent(), r.toName()) : null;
    return occupant != null && together.stream().noneMatch(a -> a.node().equals(occupant));
  }

  void setMetadata(NodeState target, Disk disk) {
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

  void put(NodeState target, @Nullable Disk displaced) {
    if (isBusy(target.node())) {
      waitFor(target.node());
      return;
    }
    if (target.entry() instanceof Entry.Directory directory) {
      fillings.add(
          new Action.MakeDirectory(target.node(), target.parent(), target.name(), directory));
      return;
    }
    need(target.node(), target.entry());
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

  /** Remembers that a file's content has to be had first, if it is not here. */
  void need(NodeId node, Entry entry) {
    if (entry instanceof Entry.RegularFile file && !has(file)) {
      needed.put(node, file);
    }
  }

  private boolean has(Entry.RegularFile file) {
    Bytes inline = file.sizeBytes() == 0 ? Bytes.EMPTY : change.contents.get(file.content());
    return inline != null || staged.contains(file.content());
  }

  private static @Nullable ContentHash hash(Entry entry) {
    return entry instanceof Entry.RegularFile file ? file.content() : null;
  }

  /** The step to be done now; {@code whenAllStand} makes room where each is in another's way. */
  Next next(Runnable whenAllStand) {
    if (obstacle == null && removals.isEmpty() && homecomings.isEmpty() && relocations.isEmpty()) {
      whenAllStand.run();
    }
    if (obstacle != null) {
      return obstacle;
    }
    for (List<Action> step : List.of(removals, homecomings, relocations)) {
      if (!step.isEmpty()) {
        return new Next.Do(step);
      }
    }
    if (!needed.isEmpty()) {
      return new Next.Need(needed);
    }
    if (!fillings.isEmpty()) {
      return new Next.Do(fillings);
    }
    return deferred ? new Next.Impossible(change.nodes.first()) : new Next.Complete();
  }
}
