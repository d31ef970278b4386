package io.twohop.core.spoke;

import io.twohop.core.merge.TreeInstall;
import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
import io.twohop.core.message.Verdict.Reason;
import io.twohop.model.Facets;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the hub's word on a proposal means for the base and for the local tree. */
final class Answers {
  /**
   * How long a look that was asked for may take before what it should mend is proposed again:
   * longer than the wait for the other half of a rename.
   */
  private static final long LOOK_NANOS = 50_000_000L;

  private final Index base;
  private final LocalTree local;
  private final Inbox inbox;

  private final Consumer<Effect> effects;

  Answers(Index base, LocalTree local, Inbox inbox, Consumer<Effect> effects) {
    this.base = base;
    this.local = local;
    this.inbox = inbox;
    this.effects = effects;
  }

  /**
   * Takes an answer in; afterwards no node waits for this proposal any more. What the hub made of
   * one that it has rewritten is in the inbox by now, or had its turn.
   */
  void take(Outstanding proposal, Message.Answer answer, long nowNanos) {
    List<Operation> operations = proposal.message().operations();
    holdAsProposed(proposal, inbox.operations(answer.seq()), answer.seq());
    boolean yields = false;
    boolean again = false;
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      switch (answer.verdicts().get(i)) {
        case Verdict.Accepted a -> hold(operation, answer.seq());
        case Verdict.Known k -> {
          yields = true;
          // WHY: earlier changes inside a tree that is gone already bring it back until its own
          // removal has its turn, so the disk is not ahead.
          if (!(operation instanceof Operation.RemoveTree)) {
            hold(operation, k.seq());
          }
        }
        case Verdict.Rewritten r -> yields = true;
        case Verdict.Alias a when isLeaving(a.winner(), answer.number()) -> again = true;
        // RACE: the winner may be about to be made elsewhere; when that is known it is asked anew.
        case Verdict.Alias a when inbox.busy.contains(a.winner()) -> again = true;
        case Verdict.Alias a -> yields |= !unite(a.loser(), a.winner());
        case Verdict.Lost l -> {
          yields = true;
          again |= lost(operation, l.reason(), nowNanos);
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

  /**
   * Whether this member has proposed its removal: then what is found now is something new. Not in
   * the answered proposal itself, for there the winner's removal has just lost.
   */
  private boolean isLeaving(NodeId node, long answered) {
    Local difference = local.get(node);
    return difference != null
        && difference.state == Local.State.PROPOSED
        && difference.proposed == null
        && difference.number != answered;
  }

  /**
   * What was made as it was proposed is accepted, whatever was made of the rest: so an edit since
   * then is one of that, and not of what was there before.
   */
  private void holdAsProposed(Outstanding proposal, List<Operation> made, long seq) {
    Map<NodeId, Operation.Create> proposed = creates(proposal.message().operations());
    for (Operation.Create create : creates(made).values()) {
      Local difference = local.get(create.node());
      if (difference != null
          && difference.number == proposal.message().number()
          && create.equals(proposed.get(create.node()))) {
        NodeState state = TreeInstall.of(base.node(create.node()), create, seq);
        hold(difference, state.placeSeq() == seq, state.bodySeq() == seq, seq);
      }
    }
  }

  private static Map<NodeId, Operation.Create> creates(List<Operation> operations) {
    Map<NodeId, Operation.Create> creates = new TreeMap<>();
    for (Operation operation : operations) {
      switch (operation) {
        case Operation.Create c -> creates.put(c.node(), c);
        case Operation.InstallTree i -> i.nodes().forEach(c -> creates.put(c.node(), c));
        case Operation.Body b -> {}
        case Operation.Move m -> {}
        case Operation.Remove r -> {}
        case Operation.RemoveTree r -> {}
      }
    }
    return creates;
  }

  private void hold(Operation operation, long seq) {
    Local difference = local.get(operation.node());
    if (difference != null) {
      boolean place = !(operation instanceof Operation.Body);
      boolean body = !(operation instanceof Operation.Move);
      hold(difference, place, body, seq);
    }
  }

  private static void hold(Local difference, boolean place, boolean body, long seq) {
    if (place) {
      difference.heldPlaceSeq = Math.max(difference.heldPlaceSeq, seq);
    }
    if (body) {
      difference.heldBodySeq = Math.max(difference.heldBodySeq, seq);
    }
    if (place || body) {
      difference.held = difference.proposed;
    }
  }

  /**
   * Changes of this node up to this one had their turn, and the base has what was held up to then.
   */
  void completed(NodeId node, long seq) {
    Local difference = heldUpTo(node, seq);
    if (difference == null) {
      return;
    }
    Row row = base.row(node);
    Disk accepted = difference.held;
    Disk disk = difference.disk;
    Disk shown = difference.state == Local.State.YIELDED ? disk : accepted;
    if (row != null) {
      base.put(new Row(row.state(), shown == null ? null : shown.seen()));
    }
    letGo(difference);
  }

  /** As {@link #completed}, of a change that could not be made: the base is as before. */
  void passed(NodeId node, long seq) {
    Local difference = heldUpTo(node, seq);
    if (difference != null) {
      letGo(difference);
    }
  }

  private @Nullable Local heldUpTo(NodeId node, long seq) {
    Local difference = local.get(node);
    return difference != null && difference.isHeld() && seq >= difference.heldSeq()
        ? difference
        : null;
  }

  private void letGo(Local difference) {
    difference.letGo();
    if (difference.state == Local.State.YIELDED) {
      settle(difference);
    }
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
    absentBelow(loser);
    Local united = local.get(winner);
    if (united != null) {
      conclude(united, true, false);
    }
    effects.accept(new Effect.Unite(loser, winner));
    // What was known by the loser's name is there still, and is found again by the winner's.
    effects.accept(new Effect.LookInto(winner));
    return true;
  }

  /** Says whether what is on the disk is to be proposed again. */
  private boolean lost(Operation operation, Reason reason, long nowNanos) {
    return switch (reason) {
      case WITHDRAWN -> {
        unheard(operation);
        lookAgain(operation.node(), nowNanos);
        yield true;
      }
      case REMOVED -> {
        anew(operation.node());
        yield false;
      }
      case EDITED -> {
        // It may have come back meanwhile, with all that is in it.
        if (operation instanceof Operation.RemoveTree tree && local.disk(tree.node()) == null) {
          absentBelow(tree.node());
        }
        yield false;
      }
      case CONTENT, METADATA, NAME_TAKEN, MOVED, CYCLE, SET -> false;
    };
  }

  /**
   * The hub has nothing of what was new. WHY: under another id each time, what is being looked at
   * or asked for meanwhile would begin anew each time, and might never come to an end.
   */
  private void unheard(Operation operation) {
    creates(List.of(operation)).keySet().forEach(this::unheard);
  }

  private void unheard(NodeId node) {
    Local difference = local.get(node);
    if (difference != null) {
      difference.unheard = base.node(node) == null && !difference.isHeld();
    }
  }

  /** The file is not what was proposed any more: what it is now is found first. */
  private void lookAgain(NodeId node, long nowNanos) {
    Local difference = local.get(node);
    Disk disk = local.disk(node);
    if (difference != null && disk != null) {
      difference.dueNanos = nowNanos + LOOK_NANOS;
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
      disownBelow(node);
      effects.accept(new Effect.Look(disk.parent(), disk.name()));
    }
  }

  /** What was found in a directory that is another one now will be found again. */
  private void disownBelow(NodeId directory) {
    for (NodeId child : local.differingChildren(directory)) {
      Local difference = local.get(child);
      if (difference != null && (base.node(child) != null || difference.isOpen())) {
        local.disown(child).changed = Facets.NONE;
      } else {
        local.drop(child);
      }
      disownBelow(child);
    }
  }

  /**
   * What was below a directory that is not on the disk is not there either, whatever takes the
   * directory's place.
   */
  void absentBelow(NodeId directory) {
    for (NodeId child : local.differingChildren(directory)) {
      Local difference = local.get(child);
      if (difference != null && base.node(child) == null && difference.number == 0) {
        absentBelow(child);
        local.drop(child);
      } else {
        local.set(child, null);
      }
    }
    for (NodeState child : base.children(directory)) {
      if (local.get(child.node()) == null) {
        local.set(child.node(), null).state = Local.State.YIELDED;
      }
      if (local.disk(child.node()) == null) {
        absentBelow(child.node());
      }
    }
  }

  /** The proposal is over; what is left of the difference is held, yielded, or a new wish. */
  private void conclude(Local difference, boolean yields, boolean again) {
    boolean asProposed = difference.isAsProposed();
    difference.number = 0;
    if (again || !asProposed) {
      // What was accepted is no difference any more; what was not is one still.
      boolean accepted = difference.isHeld() && !yields;
      difference.changed =
          difference.changed.or(accepted ? Facets.NONE : difference.proposedChanged);
      difference.state = Local.State.WISHED;
    } else if (yields || difference.isHeld()) {
      difference.state = Local.State.YIELDED;
    } else {
      difference.state = Local.State.WISHED;
    }
    if (difference.isGone()) {
      // What was never told of it still is not, if it turns up again.
      difference.changed = difference.changed.or(difference.proposedChanged);
    }
    difference.proposed = null;
    difference.proposedChanged = Facets.NONE;
    settle(difference);
  }

  /** Forgets a difference that is none any more. */
  void settle(Local difference) {
    if (difference.isHeld()) {
      return;
    }
    Disk disk = difference.disk;
    NodeState state = base.node(difference.node);
    boolean none =
        disk == null
            ? state == null
            : state != null && disk.isAtPlaceOf(state) && disk.entry().means(state.entry());
    if (none && !inbox.isAbout(difference.node)) {
      if (state != null && disk != null) {
        base.put(new Row(state, disk.seen()));
      }
      local.drop(difference.node);
    }
  }
}
