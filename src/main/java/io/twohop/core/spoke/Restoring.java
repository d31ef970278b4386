package io.twohop.core.spoke;

import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.NodeId;
import java.util.List;
import java.util.Map;

/** Asks for what the disk should have and that no change is on its way for. */
final class Restoring {
  private final Index base;
  private final LocalTree local;
  private final Inbox inbox;
  private final Answers answers;
  private final Blockade blockade;

  Restoring(Index base, LocalTree local, Inbox inbox, Answers answers, Blockade blockade) {
    this.base = base;
    this.local = local;
    this.inbox = inbox;
    this.answers = answers;
    this.blockade = blockade;
  }

  /**
   * What yielded and is not about to be changed: a node of the base is brought back to it; any
   * other goes, since the hub has kept what it was. One whose directory is away goes along with
   * that, or when that comes back.
   */
  void yielded() {
    for (Local difference : local.yielded()) {
      NodeId node = difference.node;
      if (inbox.isAbout(node) || blockade.holds(node)) {
        continue;
      }
      Disk disk = difference.disk;
      boolean known = base.node(node) != null;
      if (difference.isHeld()) {
        answers.completed(node, Long.MAX_VALUE);
      } else if (!known && disk == null) {
        local.drop(node);
      } else if (disk == null || known || !local.isAway(disk)) {
        inbox.add(new Matter.Restored(List.of(node)), Map.of());
      }
    }
  }

  /** What could not be done is tried again when its time has come; says whether any is. */
  boolean blocked(long nowNanos) {
    if (blockade.isEmpty()) {
      return false;
    }
    blockade.review(nowNanos);
    boolean any = false;
    for (NodeId node : blockade.due(nowNanos)) {
      List<NodeId> together = blockade.together(node);
      if (together.stream().noneMatch(inbox::isAbout)) {
        inbox.add(new Matter.Restored(together), Map.of());
        any = true;
      }
    }
    return any;
  }
}
