package io.twohop.core.spoke;

import io.twohop.core.message.Message;
import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Facets;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Getting up to date by the present state: each node of the hub's list is compared with the base,
 * and what the list lacks was removed by others, or is known to this member alone.
 *
 * <p>After a lost tail (the hub no longer has changes that this member has) nothing is removed for
 * that reason: what the member has from beyond the common point is proposed again.
 */
final class PresentState {
  private final Index base;
  private final LocalTree local;
  private final Inbox inbox;
  private final boolean lostTail;
  private final long commonSeq;
  private final TreeSet<Long> tickets = new TreeSet<>();

  /** Nodes of the hub's list that are blocked here. */
  private final TreeSet<NodeId> blockedNamed = new TreeSet<>();

  private long seq;
  private boolean ended;

  PresentState(Index base, LocalTree local, Inbox inbox, Message.Welcome welcome) {
    this.base = base;
    this.local = local;
    this.inbox = inbox;
    this.lostTail = welcome.start() == Message.Start.LOST_TAIL;
    this.commonSeq = welcome.commonSeq();
    base.clearPresent();
  }

  void node(NodeState state, Map<ContentHash, Bytes> contents, long nowNanos) {
    base.markPresent(state.node());
    Row row = base.row(state.node());
    if (lostTail && row != null && row.state().newestSeq() > commonSeq) {
      proposeAgain(row, state, nowNanos);
    }
    if (base.blocked(state.node()) != null) {
      blockedNamed.add(state.node());
    }
    NodeState now = base.node(state.node());
    boolean same =
        now != null && now.placeSeq() == state.placeSeq() && now.bodySeq() == state.bodySeq();
    if (!same) {
      tickets.add(inbox.add(new Matter.Present(state), contents).ticket);
    }
  }

  /** The base goes back to the common point; what the disk has from beyond is a wish. */
  private void proposeAgain(Row row, NodeState state, long nowNanos) {
    Disk disk = local.disk(row.state().node());
    long bodySeq = Math.min(row.state().bodySeq(), commonSeq);
    boolean unchangedAtHub = state.bodySeq() <= commonSeq;
    base.put(
        new Row(
            new NodeState(
                state.node(),
                state.parent(),
                state.name(),
                Math.min(row.state().placeSeq(), Math.min(state.placeSeq(), commonSeq)),
                unchangedAtHub ? state.entry() : row.state().entry(),
                unchangedAtHub ? state.bodySeq() : bodySeq),
            row.seen()));
    if (disk != null) {
      wish(state.node(), disk, nowNanos);
    }
  }

  private void wish(NodeId node, Disk disk, long nowNanos) {
    Local difference = local.set(node, disk);
    difference.state = Local.State.WISHED;
    difference.changed = Facets.ALL;
    difference.dueNanos = nowNanos;
  }

  void end(long atSeq, long nowNanos) {
    seq = atSeq;
    ended = true;
    List<NodeId> absent = base.notPresent(Integer.MAX_VALUE);
    for (NodeId node : absent) {
      Row row = base.row(node);
      boolean ours = lostTail && row != null && row.state().placeSeq() > commonSeq;
      if (!ours) {
        tickets.add(inbox.add(new Matter.Absent(node, atSeq), Map.of()).ticket);
      }
    }
    for (Blocked blocked : base.blocked()) {
      NodeId node = blocked.state().node();
      // What is newer than the list is told after it, but for what the hub has lost.
      boolean told = lostTail || blocked.state().newestSeq() <= atSeq;
      if (told
          && base.node(node) == null
          && !blocked.isUnwanted()
          && !blockedNamed.contains(node)) {
        base.deleteBlocked(node);
      }
    }
    for (NodeId node : absent.reversed()) {
      Row row = base.row(node);
      Disk disk = local.disk(node);
      if (lostTail && row != null && row.state().placeSeq() > commonSeq) {
        base.delete(node);
        if (disk != null) {
          wish(node, disk, nowNanos);
        }
      }
    }
  }

  long seq() {
    return seq;
  }

  /** Whether all of it has arrived and is on the disk. */
  boolean isComplete() {
    // WHY: from the first only: this is asked after every input.
    while (!tickets.isEmpty() && inbox.get(tickets.first()) == null) {
      tickets.removeFirst();
    }
    return ended && tickets.isEmpty();
  }
}
