package io.twohop.core.spoke;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One change on its way to this member's disk: the remote tree as a difference. */
final class Incoming {
  enum State {
    /** Behind earlier changes. */
    ORDERED,
    /** Nothing earlier is in its way. */
    FREE,
    /** A plan is being carried out. */
    APPLYING,
    /** Its contents are being fetched. */
    FETCHING
  }

  /** What a change brings. */
  sealed interface Matter {
    /**
     * An accepted change set; {@code own}: proposed by this member, so that its disk shows it
     * already, but for what the hub made of it.
     */
    record Accepted(long seq, boolean own, List<Operation> operations) implements Matter {}

    /** A node of the present state. */
    record Present(NodeState state) implements Matter {}

    /** A node that the present state does not have any more. */
    record Absent(NodeId node, long asOfSeq) implements Matter {}

    /** The disk is to show these nodes as the hub wants them; those above others come first. */
    record Restored(List<NodeId> nodes) implements Matter {
      public Restored {
        nodes = List.copyOf(nodes);
      }
    }
  }

  final long ticket;
  final Matter matter;

  /** Small contents that came with it. */
  final Map<ContentHash, Bytes> contents;

  final Map<OrderLocks.Key, Boolean> keys = new TreeMap<>();

  /** The nodes that it is about. */
  final TreeSet<NodeId> nodes = new TreeSet<>();

  final TreeSet<ContentHash> fetching = new TreeSet<>();
  State state = State.ORDERED;

  /** The node whose difference this waits for, as that was; null if it does not wait for one. */
  private @Nullable NodeId waitsFor;

  private Local.@Nullable State waitsForState;
  private @Nullable Disk waitsForDisk;
  private long waitsForHeldSeq;
  int attempts;
  long retryAtNanos;

  /** When it was planned last. */
  long plannedAtNanos = Long.MIN_VALUE;

  Incoming(long ticket, Matter matter, Map<ContentHash, Bytes> contents) {
    this.ticket = ticket;
    this.matter = matter;
    this.contents = contents;
  }

  /** Whether it has its turn, and is to be planned once more since a difference was found. */
  boolean hasNotSeen(Local found, LocalTree local) {
    return matter instanceof Matter.Accepted
        && (state == State.FREE || state == State.APPLYING)
        && plannedAtNanos < found.dueNanos
        && !waits(local);
  }

  /** Whether it waits for a difference, and planning again would say so again. */
  boolean waits(LocalTree local) {
    NodeId awaited = waitsFor;
    return awaited != null && stillWaits(local.get(awaited));
  }

  void waitFor(@Nullable Local open) {
    waitsFor = open == null ? null : open.node;
    waitsForState = open == null ? null : open.state;
    waitsForDisk = open == null ? null : open.disk;
    waitsForHeldSeq = open == null ? 0 : open.heldSeq();
  }

  private boolean stillWaits(@Nullable Local now) {
    return now != null
        && now.node.equals(waitsFor)
        && now.isOpen()
        && now.state == waitsForState
        && Objects.equals(now.disk, waitsForDisk)
        && now.heldSeq() == waitsForHeldSeq;
  }

  /** The seq of the change set, 0 if it is none. */
  long seq() {
    return matter instanceof Matter.Accepted accepted ? accepted.seq() : 0;
  }

  @Override
  public String toString() {
    return ticket + " " + state + " " + matter;
  }
}
