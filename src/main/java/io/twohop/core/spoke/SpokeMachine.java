package io.twohop.core.spoke;

import io.twohop.core.message.Message;
import io.twohop.core.message.TermEnd;
import io.twohop.core.message.Verdict;
import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.Finding;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import io.twohop.model.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One member: what its disk has otherwise than the base it proposes, what the journal has otherwise
 * it brings to the disk.
 *
 * <p>Where both differ at once, the proposal goes first and its answer decides: an incoming change
 * to a node or name with an open difference waits for the hub's word. One thread calls {@link
 * #step}; effects are to be carried out in order.
 */
public final class SpokeMachine {
  /** LIMIT: differences that wait to be told or brought before more are looked for. */
  private static final int ENOUGH_DIFFERENCES = 1_024;

  /** LIMIT: changes that wait here before this member proposes although more are on their way. */
  private static final int INFORMED_ENOUGH = 1_000;

  /** LIMIT: what is visible becomes durable this much later, unless a settlement is under way. */
  private static final long SETTLE_WITHIN_NANOS = 500_000_000;

  /**
   * LIMIT: members are told how far this one is after so many changes, or when it has caught up.
   */
  private static final int TELL_EVERY = 64;

  private final Index base;
  private final Numbers numbers;
  private final LocalTree local;
  private final Inbox inbox;
  private final Watermark marks;
  private final Observer observer;
  private final Undoing undoing;
  private final Answers answers;
  private final Blockade blockade;
  private final Restoring restoring;
  private final Recollection recollection;
  private final Carrier carrier;
  private final Settlement settlement;
  private final Outbox outbox;
  private final Wishes wishes;

  /** Answers by the change that says what the hub made of the proposal, which is still to come. */
  private final TreeMap<Long, Rewritten> rewritten = new TreeMap<>();

  private record Rewritten(Outstanding proposal, Message.Answer answer) {}

  private List<Effect> effects = new ArrayList<>();
  private long nowNanos;
  private @Nullable PresentState presentState;
  private boolean receivedAll;
  private boolean informed;
  private boolean ready;
  private List<TermEnd> hubTerms = List.of();
  private Message.@Nullable Progress told;

  /** {@code digest} is that of a proposal's operations, as the wire encodes them. */
  public SpokeMachine(Index base, Numbers numbers, Function<List<Operation>, ContentHash> digest) {
    this.base = base;
    this.numbers = numbers;
    this.local = new LocalTree(base);
    this.inbox = new Inbox(base);
    this.marks = new Watermark(base.cursor());
    this.observer = new Observer(base, local, numbers, this::emit);
    this.undoing = new Undoing(base, local, observer);
    this.answers = new Answers(base, local, inbox, this::emit);
    this.blockade = new Blockade(base, local);
    this.restoring = new Restoring(base, local, inbox, answers, blockade);
    this.recollection = new Recollection(local, inbox);
    this.carrier =
        new Carrier(base, local, inbox, recollection, answers, marks, blockade, this::emit);
    this.outbox = new Outbox(base, local, marks, numbers, digest, this::emit);
    this.wishes = new Wishes(base, local, inbox, numbers, observer, answers, outbox, this::emit);
    this.settlement = new Settlement(base.cursor().low());
    this.hubTerms = base.terms();
    // What an earlier process left unmade is still to be made, and nobody sends it again.
    for (Row row : base.unshown()) {
      local.set(row.state().node(), row.lastSeen()).state = Local.State.YIELDED;
    }
  }

  /**
   * The machine stopped while an earlier run was under way: files may not be what users made of
   * them. To be called before the first step.
   */
  public void afterPowerCut() {
    recollection.trustNothingTold();
  }

  /** Advances the member by one input, at a time that never goes back. */
  public List<Effect> step(Input input, long atNanos) {
    return step(List.of(input), atNanos);
  }

  /**
   * Advances the member by inputs that came together, in order; what follows from them is worked
   * out once.
   */
  public List<Effect> step(List<Input> inputs, long atNanos) {
    effects = new ArrayList<>();
    nowNanos = atNanos;
    inputs.forEach(this::take);
    proceed();
    return effects;
  }

  private void take(Input input) {
    switch (input) {
      case Input.Connected c -> greet();
      case Input.Disconnected d -> outbox.close();
      case Input.Received r -> received(r.message());
      case Input.Looked l -> {
        l.findings().forEach(this::found);
        observer.looked(nowNanos);
      }
      case Input.PutBack p -> {
        p.findings().forEach(f -> undoing.putBack(f, nowNanos));
        restoring.yielded();
      }
      case Input.Withheld w -> w.nodes().forEach(undoing::withhold);
      case Input.ScanComplete s -> carrier.scanned();
      case Input.Applied a -> {
        if (carrier.applied(a.report(), nowNanos)) {
          settlement.changed(nowNanos, SETTLE_WITHIN_NANOS);
        }
      }
      case Input.Fetched f -> carrier.fetched(f.content());
      case Input.Unfetchable u -> carrier.unfetchable(u.content(), u.why(), nowNanos);
      case Input.Raced r -> outbox.proposeRaced(r.node(), r.baseSeq(), r.entry(), r.content());
      case Input.Settled s -> settlement.settled(s.token());
      case Input.Stirred s -> blockade.stirred();
      case Input.Woke w -> {}
    }
  }

  private void emit(Effect effect) {
    effects.add(effect);
  }

  // ---- what the scan and the shell ask

  /** A node as this member last saw it on the disk; {@code gone}: it is not there any more. */
  public record Seen(
      NodeId node, NodeId parent, Name name, Entry entry, Fingerprint fingerprint, boolean gone) {}

  /**
   * The node as it is on the disk, or as it was last if it is gone since; null if this member never
   * saw it, or no longer knows it.
   */
  public @Nullable Seen seen(NodeId node) {
    Disk disk = local.lastDisk(node);
    return disk == null
        ? null
        : new Seen(
            node, disk.parent(), disk.name(), disk.entry(), disk.seen(), local.disk(node) == null);
  }

  /** Whether {@link Input.PutBack} would bring this node to what was accepted last. */
  public boolean mayPutBack(NodeId node) {
    return undoing.mayPutBack(node);
  }

  /** What the disk has at a name, as this member knows it. */
  public @Nullable NodeId at(NodeId parent, Name name) {
    return local.at(parent, name);
  }

  /** What the disk has in a directory, as this member knows it. */
  public List<NodeId> children(NodeId parent) {
    return local.children(parent);
  }

  public @Nullable NodeId byInode(long inode, Timestamp birth) {
    return local.byInode(inode, birth);
  }

  /** The names from the root to a node on the disk, or null if it is not there. */
  public @Nullable List<Name> pathOf(NodeId node) {
    return local.pathOf(node);
  }

  /**
   * Whether a directory that came to this name with all that is in it can be proposed as one now:
   * the hub knows what it is in, and has answered everything at the name and below.
   */
  public boolean takesWhole(NodeId parent, Name name) {
    return (parent.equals(NodeId.ROOT) || base.node(parent) != null)
        && !local.isAwaitedAt(parent, name);
  }

  /** Whether looks should pause: enough is waiting to be answered. */
  public boolean isFull() {
    return local.size() >= ENOUGH_DIFFERENCES;
  }

  /**
   * Changes received and not yet on the disk; the shell stops reading from the hub when they are
   * many.
   */
  public int backlog() {
    return inbox.size();
  }

  /** Whether nothing is under way: no difference, no change, no answer, nothing to settle. */
  public boolean isQuiet() {
    return inbox.isEmpty() && outbox.isEmpty() && differences() == 0 && settlement.isIdle();
  }

  /**
   * How many nodes the disk has otherwise than the base, but for what is blocked: proposed,
   * waiting, or being brought.
   */
  public int differences() {
    return local.size() - blockade.leftOvers();
  }

  /** What the disk cannot have as the hub has it, at its name here or at the one it should have. */
  public List<Hindered> blocked() {
    List<Hindered> hindered = new ArrayList<>();
    for (Blocked blocked : base.blocked()) {
      NodeState state = blocked.state();
      hindered.add(new Hindered(state.parent(), state.name(), blockade.why(state.node())));
    }
    return hindered;
  }

  /** What {@link #blocked} tells of a name, for people. */
  public record Hindered(NodeId parent, Name name, String why) {}

  /** What differs and waits to be proposed, also behind the answer to an earlier proposal. */
  public Set<NodeId> wishes() {
    return local.view().stream()
        .filter(Local::isUntold)
        .map(difference -> difference.node)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The last number under which something was proposed. */
  public long lastProposal() {
    return outbox.lastNumber();
  }

  /** What is in the tree, or blocked. */
  public Cursor visible() {
    return marks.cursor();
  }

  /** Lets every wait for a name's return end now. */
  public void endWaits(long atNanos) {
    local.view().forEach(l -> l.dueNanos = Math.min(l.dueNanos, atNanos));
  }

  /** One line for each thing under way, for people. */
  public List<String> underWay() {
    List<String> lines = new ArrayList<>();
    inbox.free().forEach(change -> lines.add(carrier.describe(change)));
    local.view().forEach(l -> lines.add(l + ", base " + base.node(l.node)));
    return lines;
  }

  // ---- session

  private void greet() {
    outbox.close();
    receivedAll = false;
    informed = false;
    presentState = null;
    emit(new Effect.Send(new Message.Hello(numbers.member(), base.terms(), base.cursor().told())));
  }

  private void received(Message message) {
    switch (message) {
      case Message.Welcome w -> welcome(w);
      case Message.Change c -> change(c);
      case Message.Answer a -> answered(a);
      case Message.Present p -> present(p);
      case Message.PresentEnd p -> presentEnd(p.seq());
      case Message.CaughtUp c -> receivedAll = true;
      case Message.Barrier b -> emit(new Effect.BarrierReached(b));
      case Message.Dismissed d -> emit(new Effect.Dismissed(d.reason()));
      case Message.Ping p -> emit(new Effect.Send(new Message.Pong(p.token())));
      // Contents are moved by the shell, which takes these before they get here.
      case Message.Fetch f -> {}
      case Message.Chunk c -> {}
      case Message.Unavailable u -> {}
      case Message.Pong p -> {}
      case Message.Hello h -> unexpected(h);
      case Message.Propose p -> unexpected(p);
      case Message.Progress p -> unexpected(p);
      case Message.AskBarrier b -> unexpected(b);
      case Message.Farewell f -> unexpected(f);
    }
  }

  private void unexpected(Message message) {
    emit(new Effect.Note("the hub sent what only spokes send: " + message.getClass()));
  }

  private void welcome(Message.Welcome welcome) {
    told = null;
    hubTerms = welcome.terms();
    if (welcome.start() != Message.Start.CHANGES) {
      rewritten.values().forEach(r -> answers.take(r.proposal(), r.answer(), nowNanos));
      rewritten.clear();
      if (welcome.start() == Message.Start.LOST_TAIL) {
        marks.backTo(welcome.commonSeq());
      }
      presentState = new PresentState(base, local, inbox, welcome);
    }
    carrier.reconnected();
    outbox.open();
  }

  private void present(Message.Present present) {
    if (presentState != null) {
      Map<ContentHash, Bytes> contents = Carrier.byHash(present.contents());
      for (NodeState state : present.nodes()) {
        presentState.node(state, contents, nowNanos);
      }
    }
  }

  private void presentEnd(long seq) {
    if (presentState != null) {
      presentState.end(seq, nowNanos);
    }
  }

  // ---- changes and answers

  private void change(Message.Change change) {
    if (marks.has(change.seq()) || inbox.hasSeq(change.seq())) {
      return;
    }
    hubTerms =
        hubTerms.stream()
            .map(t ->
                t.term() == change.term()
                    ? new TermEnd(t.term(), Math.max(change.seq(), t.lastSeq()))
                    : t)
            .toList();
    boolean own = numbers.isOwn(change.author());
    Rewritten mine = rewritten.remove(change.seq());
    inbox.add(
        new Matter.Accepted(change.seq(), own, change.operations()),
        Carrier.byHash(mine == null ? change.contents() : mine.proposal().message().contents()));
    if (mine != null) {
      answers.take(mine.proposal(), mine.answer(), nowNanos);
    }
  }

  private void answered(Message.Answer answer) {
    Outstanding proposal = outbox.answered(answer.number());
    if (proposal == null) {
      return;
    }
    settlement.changed(nowNanos, SETTLE_WITHIN_NANOS);
    boolean otherwise = answer.verdicts().stream().anyMatch(Verdict.Rewritten.class::isInstance);
    boolean had = marks.has(answer.seq()) || inbox.hasSeq(answer.seq());
    if (otherwise && !had) {
      // What the hub made of it comes next; until then nothing on the disk has lost or won.
      rewritten.put(answer.seq(), new Rewritten(proposal, answer));
      return;
    }
    if (answer.seq() > 0 && !otherwise && !had) {
      // What raced our swap is not on the disk any more; everything else is there already.
      boolean onDisk = !proposal.members().isEmpty();
      List<Operation> accepted = new ArrayList<>();
      for (int i = 0; i < answer.verdicts().size(); i++) {
        if (answer.verdicts().get(i) instanceof Verdict.Accepted) {
          accepted.add(proposal.message().operations().get(i));
        }
      }
      inbox.add(
          new Matter.Accepted(answer.seq(), onDisk, accepted),
          Carrier.byHash(proposal.message().contents()));
    }
    answers.take(proposal, answer, nowNanos);
  }

  // ---- what the disk has

  private void found(Finding finding) {
    switch (finding) {
      case Finding.Present p -> observer.present(p, nowNanos);
      case Finding.Missing m -> observer.missing(m, nowNanos);
      case Finding.Arriving a -> observer.arriving(a, nowNanos);
      case Finding.Arrived a -> {
        List<NodeId> nodes = observer.arrived(a, nowNanos);
        if (nodes != null) {
          wishes.proposeWhole(nodes);
        }
      }
    }
    settlement.changed(nowNanos, SETTLE_WITHIN_NANOS);
  }

  // ---- going on

  private void proceed() {
    boolean progress;
    do {
      carry();
      if (presentState != null && presentState.isComplete()) {
        marks.reached(presentState.seq());
        presentState = null;
      }
      progress = outbox.isOpen() && mayPropose() && wishes.propose(nowNanos);
    } while (progress);
    settle();
    tell();
    sayReady();
    wake();
  }

  private void carry() {
    boolean progress;
    do {
      progress = carrier.proceed(nowNanos);
      if (progress) {
        settlement.changed(nowNanos, SETTLE_WITHIN_NANOS);
      }
      restoring.yielded();
      progress |= restoring.blocked(nowNanos);
    } while (progress);
  }

  /**
   * Whether this member may speak: what looks like an edit of its own may be news that is on its
   * way, so the news come first. But answers come behind all of the present state, which would then
   * have to wait in memory.
   */
  private boolean isInformed() {
    return receivedAll || (presentState == null && inbox.size() >= INFORMED_ENOUGH);
  }

  /**
   * Whether this member is informed. WHY: once it is, all that it may have forgotten is here, and
   * what waits for a difference is planned once more before that is proposed.
   */
  private boolean mayPropose() {
    boolean before = informed;
    informed = isInformed();
    if (informed && !before) {
      inbox.free().forEach(change -> change.waitFor(null));
      carry();
    }
    return informed;
  }

  private void settle() {
    if (settlement.isDue(nowNanos)) {
      emit(new Effect.Settle(settlement.begin(marks.low(), outbox.answeredUpTo())));
    }
  }

  /**
   * Notes in the index how far the rows have come. To be called whenever what is written there is
   * taken for a commit, also when an earlier one failed: rows that are ahead of the cursor would be
   * in the way of the changes that come again, and a run that begins with them could not tell a hub
   * that lost changes from itself having been away.
   */
  public void reach() {
    base.setCursor(marks.cursor());
    if (presentState == null) {
      // WHY: a hub that lost changes must find that out again if its telling is cut off.
      base.setTerms(hubTerms);
    }
  }

  private void tell() {
    if (!outbox.isOpen() || presentState != null) {
      return;
    }
    Message.Progress now =
        new Message.Progress(marks.low(), settlement.settledSeq(), settlement.confirmedNumber());
    boolean worth =
        told == null
            || now.settledSeq() != told.settledSeq()
            || now.confirmedNumber() != told.confirmedNumber()
            || now.visibleSeq() - told.visibleSeq() >= TELL_EVERY
            || (now.visibleSeq() != told.visibleSeq() && inbox.isEmpty());
    if (worth) {
      told = now;
      emit(new Effect.Send(now));
    }
  }

  private void sayReady() {
    if (receivedAll && !ready && inbox.isEmpty() && presentState == null) {
      ready = true;
      emit(new Effect.Ready());
    }
  }

  private void wake() {
    long next = Math.min(carrier.nextRetryNanos(nowNanos), settlement.dueNanos());
    next = Math.min(next, blockade.nextDueNanos(nowNanos));
    for (Local wish : local.view()) {
      if (wish.state == Local.State.WISHED && wish.dueNanos > nowNanos) {
        next = Math.min(next, wish.dueNanos);
      }
    }
    if (next != Long.MAX_VALUE) {
      emit(new Effect.WakeAt(next));
    }
  }
}
