package io.twohop.core.spoke;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What this member has told the hub and not heard back of; said again in each session. */
final class Outbox {
  /** LIMIT: proposals without an answer, and what they hold in memory. */
  private static final int WINDOW_PROPOSALS = 256;

  private static final int WINDOW_BYTES = 4 << 20;

  private final Index base;
  private final LocalTree local;
  private final Watermark marks;
  private final Numbers numbers;
  private final Function<List<Operation>, ContentHash> digest;
  private final Consumer<Effect> effects;
  private final TreeMap<Long, Outstanding> outstanding = new TreeMap<>();
  private int outstandingBytes;
  private long lastNumber;
  private boolean open;

  Outbox(
      Index base,
      LocalTree local,
      Watermark marks,
      Numbers numbers,
      Function<List<Operation>, ContentHash> digest,
      Consumer<Effect> effects) {
    this.base = base;
    this.local = local;
    this.marks = marks;
    this.numbers = numbers;
    this.digest = digest;
    this.effects = effects;
  }

  /** The hub listens: it hears again what it has not answered. */
  void open() {
    open = true;
    outstanding.values().forEach(waiting -> effects.accept(new Effect.Send(waiting.message())));
  }

  void close() {
    open = false;
  }

  boolean isOpen() {
    return open;
  }

  boolean isEmpty() {
    return outstanding.isEmpty();
  }

  /** Whether more proposals should wait for answers to these. */
  boolean isFull() {
    return outstanding.size() >= WINDOW_PROPOSALS || outstandingBytes >= WINDOW_BYTES;
  }

  /** The last number under which something was proposed. */
  long lastNumber() {
    return lastNumber;
  }

  /** All numbers up to this one are answered. */
  long answeredUpTo() {
    return outstanding.isEmpty() ? lastNumber : outstanding.firstKey() - 1;
  }

  /** Proposes what the nodes' differences are now; {@code members} are those that it speaks for. */
  void propose(List<Operation> operations, List<Bytes> contents, List<NodeId> members) {
    lastNumber = numbers.nextProposal();
    boolean awaitsContent =
        fileCount(operations) > contents.stream().filter(c -> c.length() > 0).count();
    for (NodeId member : members) {
      Local difference = local.get(member);
      if (difference != null) {
        difference.state = Local.State.PROPOSED;
        difference.number = lastNumber;
        difference.unheard = false;
        difference.proposed = difference.disk;
        difference.proposedChanged = difference.changed;
        difference.changed = Facets.NONE;
        difference.awaitsContent = awaitsContent;
      }
    }
    Message.Propose message =
        new Message.Propose(lastNumber, digest.apply(operations), operations, contents);
    int sizeBytes = contents.stream().mapToInt(Bytes::length).sum() + 64 * operations.size();
    outstanding.put(lastNumber, new Outstanding(message, members, sizeBytes));
    outstandingBytes += sizeBytes;
    if (open) {
      effects.accept(new Effect.Send(message));
    }
  }

  /** How many contents the hub needs; nobody has to send what is empty. */
  private static int fileCount(List<Operation> operations) {
    int count = 0;
    for (Operation operation : operations) {
      count +=
          switch (operation) {
            case Operation.Create c -> fileCount(c.entry());
            case Operation.Body b -> b.changed().content() ? fileCount(b.entry()) : 0;
            case Operation.InstallTree i ->
                i.nodes().stream().mapToInt(c -> fileCount(c.entry())).sum();
            case Operation.Move m -> 0;
            case Operation.Remove r -> 0;
            case Operation.RemoveTree r -> 0;
          };
    }
    return count;
  }

  private static int fileCount(Entry entry) {
    return entry instanceof Entry.RegularFile file && file.sizeBytes() > 0 ? 1 : 0;
  }

  /**
   * Proposes an edit that raced our swap: its bytes lie in the stage, not in the tree, so that no
   * node of the local tree speaks for it.
   */
  void proposeRaced(NodeId node, long baseSeq, Entry entry, @Nullable Bytes content) {
    Facets changed = new Facets(true, false, false, true);
    NodeState known = base.node(node);
    boolean current = known != null && known.bodySeq() == baseSeq;
    Entry told = current && known != null ? changed.apply(known.entry(), entry) : entry;
    propose(
        List.of(new Operation.Body(node, baseSeq, changed, told)),
        content == null ? List.of() : List.of(content),
        List.of());
  }

  /** Takes out what was proposed under a number; null if it has been answered. */
  @Nullable Outstanding answered(long number) {
    Outstanding proposal = outstanding.remove(number);
    if (proposal != null) {
      outstandingBytes -= proposal.sizeBytes();
    }
    return proposal;
  }

  /**
   * What this member has of the journal: what is visible here, and what was accepted from here.
   * LIMIT: what is blocked here is not known here, nor is anything after it.
   */
  Cursor known() {
    Cursor visible = marks.cursor();
    TreeSet<Long> above = new TreeSet<>(visible.above());
    long low = visible.low();
    for (Local difference : local.view()) {
      // What is held may have had its turn already, where another facet of the node is open still.
      if (difference.heldSeq() > low) {
        above.add(difference.heldSeq());
      }
    }
    for (Blocked blocked : base.blocked()) {
      low = blocked.isUnwanted() ? low : Math.min(low, blocked.state().newestSeq() - 1);
    }
    return new Cursor(low, low == visible.low() ? List.copyOf(above) : List.of()).told();
  }
}
