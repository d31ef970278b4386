package io.twohop.core.spoke;

import io.twohop.model.Action;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.Comparator;
import java.util.List;

/** Takes nodes off the disk that a change has no room for, and nothing else with them. */
final class Departures {
  private final Index base;
  private final LocalTree local;
  private final Aim aim;
  private final Draft draft;

  Departures(Index base, LocalTree local, Aim aim, Draft draft) {
    this.base = base;
    this.local = local;
    this.aim = aim;
    this.draft = draft;
  }

  /** Plans that all go which the change removes. */
  void leave() {
    aim.going.forEach(this::leave);
    deepestFirst();
  }

  private void leave(NodeId node) {
    Local open = local.get(node);
    boolean held = open != null && open.isHeld();
    if (open != null && open.isOpen() && !held) {
      draft.waitFor(node);
      return;
    }
    Disk disk = local.disk(node);
    if (disk != null && !held && local.reachable(disk.parent()) && !holdsOthers(node)) {
      draft.discard(node, disk);
    }
  }

  /** Where the disk has what goes elsewhere than the base, the base's order is not the disk's. */
  private void deepestFirst() {
    boolean moved =
        aim.going.stream()
            .anyMatch(node -> {
              Disk disk = local.get(node) == null ? null : local.disk(node);
              NodeState state = base.node(node);
              return disk != null && (state == null || !disk.isAtPlaceOf(state));
            });
    if (moved) {
      draft.removals.sort(Comparator.comparingInt((Action a) -> depth(a.node())).reversed());
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
  boolean holdsOthers(NodeId directory) {
    for (NodeId child : local.children(directory)) {
      Local difference = local.get(child);
      boolean leaves = aim.goes(child) && (difference == null || !difference.isHeld());
      if (!leaves || holdsOthers(child)) {
        return true;
      }
    }
    return false;
  }

  /** Takes a yielded node off the disk with all that is below it, or waits for that. */
  void displace(NodeId node, Disk disk) {
    for (NodeId child : local.children(node)) {
      Local below = local.get(child);
      if (below != null && below.isOpen()) {
        draft.waitFor(child);
        return;
      }
      Disk childDisk = local.disk(child);
      if (childDisk != null) {
        displace(child, childDisk);
      }
    }
    draft.discard(node, disk);
  }
}
