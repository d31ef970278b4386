package io.twohop.core.spoke;

import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
import io.twohop.core.message.Verdict.Reason;
import io.twohop.model.Facets;
import io.twohop.model.Fingerprint;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the hub's word on a proposal means for the base and for the local tree. */
final class Answers {
  private final Index base;
  private final LocalTree local;
  private final Consumer<Effect> effects;

  Answers(Index base, LocalTree local, Consumer<Effect> effects) {
    this.base = base;
    this.local = local;
    this.effects = effects;
  }

  /** Takes an answer in; afterwards no node waits for this proposal any more. */
  void take(Outstanding proposal, Message.Answer answer) {
    List<Operation> operations = proposal.message().operations();
    boolean yields = false;
    boolean again = false;
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      switch (answer.verdicts().get(i)) {
        case Verdict.Accepted a -> holds(operation, answer.seq(), true);
        case Verdict.Known k -> {
          holds(operation, k.seq(), false);
          yields |= isRemoval(operation);
        }
        case Verdict.Rewritten r -> yields = true;
        case Verdict.Alias a -> yields |= !unite(a.loser(), a.winner());
        case Verdict.Lost l -> {
          yields = true;
          again |= lost(operation, l.reason());
        }
      }
    }
    for (NodeId member : proposal.members()) {
      Local difference = local.get(member);
      if (difference != null && difference.number == proposal.message().number()) {
        conclude(difference, yields, again);
      }
    }
  }

  /** The base is what was proposed, as of this version. */
  private void holds(Operation operation, long seq, boolean accepted) {
    Row row = base.row(operation.node());
    NodeState state = row == null ? null : row.state();
    switch (operation) {
      case Operation.Create c ->
          write(new NodeState(c.node(), c.parent(), c.name(), seq, c.entry(), seq));
      case Operation.Body b -> {
        if (state != null && state.bodySeq() < seq) {
          write(state.withBody(b.entry(), seq));
        }
      }
      case Operation.Move m -> {
        if (state != null && state.placeSeq() < seq) {
          write(state.movedTo(m.parent(), m.name(), seq));
        }
      }
      case Operation.Remove r -> {
        if (state != null && state.newestSeq() < seq && accepted) {
          base.delete(r.node());
        }
      }
      // The change itself says what goes; it is on its way, or was here before.
      case Operation.RemoveTree r -> {}
      case Operation.InstallTree i -> {}
    }
  }

  private static boolean isRemoval(Operation operation) {
    return operation instanceof Operation.Remove || operation instanceof Operation.RemoveTree;
  }

  private void write(NodeState state) {
    base.put(new Row(state, seen(state.node())));
  }

  /** The fingerprint of what was proposed: newer looks count only if they found the same. */
  private @Nullable Fingerprint seen(NodeId node) {
    Local difference = local.get(node);
    if (difference == null) {
      Disk disk = local.disk(node);
      return disk == null ? null : disk.seen();
    }
    Disk same = difference.changed.isNone() ? difference.disk : difference.proposed;
    Disk proposed = difference.proposed;
    return same != null ? same.seen() : proposed == null ? null : proposed.seen();
  }

  /**
   * Makes the proposed node the one that the hub has in its place; false if that is elsewhere on
   * this disk: it comes back, and what was found in its place is the same and may go.
   */
  private boolean unite(NodeId loser, NodeId winner) {
    Local difference = local.get(loser);
    if (difference == null || local.disk(winner) != null) {
      return false;
    }
    absentBelow(winner);
    local.relabel(loser, winner);
    Local united = local.get(winner);
    if (united != null) {
      conclude(united, true, false);
    }
    effects.accept(new Effect.Unite(loser, winner));
    return true;
  }

  /** Says whether what is on the disk is to be proposed again. */
  private boolean lost(Operation operation, Reason reason) {
    return switch (reason) {
      case WITHDRAWN -> {
        lookAgain(operation.node());
        yield true;
      }
      case REMOVED -> {
        anew(operation.node());
        yield false;
      }
      case EDITED -> {
        if (operation instanceof Operation.RemoveTree tree) {
          absentBelow(tree.node());
        }
        yield false;
      }
      case CONTENT, METADATA, NAME_TAKEN, MOVED, CYCLE, SET -> false;
    };
  }

  private void lookAgain(NodeId node) {
    Disk disk = local.disk(node);
    if (disk != null) {
      effects.accept(new Effect.Look(disk.parent(), disk.name()));
    }
  }

  /**
   * The node was removed, but the disk has it elsewhere or otherwise: what is there is a node of
   * its own.
   */
  private void anew(NodeId node) {
    Local difference = local.get(node);
    Disk disk = difference == null ? null : difference.disk;
    if (difference != null && disk != null) {
      local.disown(node).changed = Facets.NONE;
      effects.accept(new Effect.Look(disk.parent(), disk.name()));
    }
  }

  /** What the base has below a directory that is not on the disk is not there either. */
  void absentBelow(NodeId directory) {
    for (NodeState child : base.children(directory)) {
      if (local.get(child.node()) == null) {
        local.set(child.node(), null).state = Local.State.YIELDED;
      }
      if (local.disk(child.node()) == null) {
        absentBelow(child.node());
      }
    }
  }

  /** The proposal is over; what is left of the difference is settled, yielded, or a new wish. */
  private void conclude(Local difference, boolean yields, boolean again) {
    Disk disk = difference.disk;
    Disk proposed = difference.proposed;
    boolean asProposed =
        difference.changed.isNone()
            && (disk == null
                ? proposed == null
                : proposed != null && disk.isAt(proposed.parent(), proposed.name()));
    difference.number = 0;
    difference.proposed = null;
    if (again || !asProposed) {
      difference.changed =
          difference.changed.or(again || yields ? difference.proposedChanged : Facets.NONE);
      difference.state = Local.State.WISHED;
    } else {
      difference.state = yields ? Local.State.YIELDED : Local.State.WISHED;
    }
    difference.proposedChanged = Facets.NONE;
    settle(difference);
  }

  /** Forgets a difference that is none any more. */
  private void settle(Local difference) {
    Disk disk = difference.disk;
    NodeState state = base.node(difference.node);
    boolean none =
        disk == null
            ? state == null
            : state != null && disk.isAtPlaceOf(state) && disk.entry().means(state.entry());
    if (none && difference.state == Local.State.WISHED) {
      if (state != null && disk != null) {
        base.put(new Row(state, disk.seen()));
      }
      local.drop(difference.node);
    }
  }
}
