package io.twohop.core.spoke;

import io.twohop.core.message.Message;
import io.twohop.core.message.TermEnd;
import io.twohop.core.message.Verdict;
import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
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
  /** LIMIT: proposals without an answer, and what they hold in memory. */
  private static final int WINDOW_PROPOSALS = 256;

  private static final int WINDOW_BYTES = 4 << 20;

  /**
   * LIMIT: a directory that came whole and holds more than this is told as single changes: nodes,
   * bytes of files, and bytes of a message.
   */
  private static final int TREE_MAX_NODES = 50_000;

  private static final long TREE_MAX_BYTES = 1L << 30;
  private static final int TREE_MAX_MESSAGE_BYTES = 8 << 20;

  /** LIMIT: contents that travel inside one tree's message; the hub fetches the rest. */
  private static final int TREE_MAX_INLINE_BYTES = 4 << 20;

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
  private final Function<List<Operation>, ContentHash> digest;
  private final LocalTree local;
  private final Inbox inbox;
  private final Watermark marks;
  private final Observer observer;
  private final Undoing undoing;
  private final Answers answers;
  private final Carrier carrier;
  private final Settlement settlement;
  private final TreeMap<Long, Outstanding> outstanding = new TreeMap<>();

  /** Answers by the change that says what the hub made of the proposal, which is still to come. */
  private final TreeMap<Long, Rewritten> rewritten = new TreeMap<>();

  private record Rewritten(Outstanding proposal, Message.Answer answer) {}

  private List<Effect> effects = new ArrayList<>();
  private long nowNanos;
  private boolean connected;
  private boolean welcomed;
  private @Nullable PresentState presentState;
  private boolean receivedAll;
  private boolean ready;
  private List<TermEnd> hubTerms = List.of();
  private long lastNumber;
  private int outstandingBytes;
  private Message.@Nullable Progress told;

  /** {@code digest} is that of a proposal's operations, as the wire encodes them. */
  public SpokeMachine(Index base, Numbers numbers, Function<List<Operation>, ContentHash> digest) {
    this.base = base;
    this.numbers = numbers;
    this.digest = digest;
    this.local = new LocalTree(base);
    this.inbox = new Inbox(base);
    this.marks = new Watermark(base.cursor());
    this.observer = new Observer(base, local, numbers, this::emit);
    this.undoing = new Undoing(base, local, observer);
    this.answers = new Answers(base, local, inbox, this::emit);
    this.carrier = new Carrier(base, local, inbox, answers, marks, this::emit);
    this.settlement = new Settlement(base.cursor().low());
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
      case Input.Disconnected d -> {
        connected = false;
        welcomed = false;
      }
      case Input.Received r -> received(r.message());
      case Input.Looked l -> l.findings().forEach(this::found);
      case Input.PutBack p -> {
        p.findings().forEach(f -> undoing.putBack(f, nowNanos));
        restoreYielded();
      }
      case Input.Withheld w -> w.nodes().forEach(undoing::withhold);
      case Input.ScanComplete s -> {}
      case Input.Applied a -> carrier.applied(a.report(), nowNanos);
      case Input.Fetched f -> carrier.fetched(f.content());
      case Input.Unfetchable u -> carrier.unfetchable(u.content());
      case Input.Raced r -> raced(r);
      case Input.Settled s -> settlement.settled(s.token());
      case Input.Woke w -> {}
    }
  }

  private void emit(Effect effect) {
    effects.add(effect);
  }

  // ---- what the scan and the shell ask

  /** A node as this member last saw it on the disk. */
  public record Seen(NodeId node, NodeId parent, Name name, Entry entry, Fingerprint fingerprint) {}

  /**
   * The node as it is on the disk, or as it was last if it is gone since; null if this member never
   * saw it, or no longer knows it.
   */
  public @Nullable Seen seen(NodeId node) {
    Disk disk = local.lastDisk(node);
    return disk == null
        ? null
        : new Seen(node, disk.parent(), disk.name(), disk.entry(), disk.seen());
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

  /** Whether looks should pause: enough is waiting to be answered. */
  public boolean isFull() {
    return local.size() >= 4 * WINDOW_PROPOSALS;
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
    return inbox.isEmpty() && outstanding.isEmpty() && local.size() == 0 && settlement.isIdle();
  }

  /** How many nodes the disk has otherwise than the base: proposed, waiting, or being brought. */
  public int differences() {
    return local.size();
  }

  /** Whether differences wait to be proposed. */
  public boolean hasWishes() {
    return local.view().stream().anyMatch(l -> l.state == Local.State.WISHED);
  }

  /** The last number under which something was proposed. */
  public long lastProposal() {
    return lastNumber;
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
    connected = true;
    welcomed = false;
    receivedAll = false;
    presentState = null;
    emit(new Effect.Send(new Message.Hello(numbers.member(), base.terms(), base.cursor())));
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
    welcomed = true;
    told = null;
    hubTerms = welcome.terms();
    if (welcome.start() != Message.Start.CHANGES) {
      rewritten.values().forEach(r -> answers.take(r.proposal(), r.answer()));
      rewritten.clear();
      if (welcome.start() == Message.Start.LOST_TAIL) {
        marks.backTo(welcome.commonSeq());
      }
      presentState = new PresentState(base, local, inbox, welcome);
    }
    carrier.reconnected();
    outstanding.values().forEach(waiting -> emit(new Effect.Send(waiting.message())));
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
    boolean own = change.author().equals(numbers.member());
    Rewritten mine = rewritten.remove(change.seq());
    inbox.add(
        new Matter.Accepted(change.seq(), own, change.operations()),
        Carrier.byHash(mine == null ? change.contents() : mine.proposal().message().contents()));
    if (mine != null) {
      answers.take(mine.proposal(), mine.answer());
    }
  }

  private void answered(Message.Answer answer) {
    Outstanding proposal = outstanding.remove(answer.number());
    if (proposal == null) {
      return;
    }
    outstandingBytes -= proposal.sizeBytes();
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
    answers.take(proposal, answer);
  }

  // ---- what the disk has

  private void found(Finding finding) {
    switch (finding) {
      case Finding.Present p -> observer.present(p, nowNanos);
      case Finding.Missing m -> observer.missing(m, nowNanos);
      case Finding.Arrived a -> {
        List<NodeId> nodes = observer.arrived(a, nowNanos);
        if (nodes != null) {
          install(nodes);
        }
      }
    }
    settlement.changed(nowNanos, SETTLE_WITHIN_NANOS);
  }

  /**
   * Proposes a directory that came whole as one operation, if all of it is new or free to be told.
   */
  private void install(List<NodeId> nodes) {
    if (isTooLarge(nodes)) {
      emit(new Effect.Note("a directory of " + nodes.size() + " nodes goes as single changes"));
      return;
    }
    List<Operation.Create> creates = new ArrayList<>();
    List<Bytes> contents = new ArrayList<>();
    List<NodeId> members = new ArrayList<>();
    int inlineBytes = 0;
    for (NodeId node : nodes) {
      Disk disk = local.disk(node);
      if (disk == null) {
        return;
      }
      creates.add(new Operation.Create(node, disk.parent(), disk.name(), disk.entry()));
      Local difference = local.get(node);
      if (difference != null) {
        members.add(node);
        Bytes content = difference.content;
        if (content != null && inlineBytes + content.length() <= TREE_MAX_INLINE_BYTES) {
          contents.add(content);
          inlineBytes += content.length();
        }
      }
    }
    NodeId parent = creates.getFirst().parent();
    if (!parent.equals(NodeId.ROOT) && base.node(parent) == null) {
      return;
    }
    for (NodeId absent : observer.lostBelow(nodes.getFirst()).keySet()) {
      if (!nodes.contains(absent)) {
        local.set(absent, null);
        members.add(absent);
      }
    }
    propose(List.of(new Operation.InstallTree(known(), creates)), contents, members);
  }

  private boolean isTooLarge(List<NodeId> nodes) {
    long fileBytes = 0;
    long messageBytes = 0;
    for (NodeId node : nodes) {
      Disk disk = local.disk(node);
      if (disk != null) {
        fileBytes += disk.entry() instanceof Entry.RegularFile file ? file.sizeBytes() : 0;
        messageBytes += 128 + disk.name().length();
        messageBytes += disk.entry() instanceof Entry.Symlink link ? link.target().length() : 0;
      }
    }
    return nodes.size() > TREE_MAX_NODES
        || fileBytes > TREE_MAX_BYTES
        || messageBytes > TREE_MAX_MESSAGE_BYTES;
  }

  /**
   * An edit that raced our swap: its bytes lie in the stage, not in the tree, so that no node of
   * the local tree speaks for it.
   */
  private void raced(Input.Raced raced) {
    Facets content = new Facets(true, false, false, true);
    propose(
        List.of(new Operation.Body(raced.node(), raced.baseSeq(), content, raced.entry())),
        raced.content() == null ? List.of() : List.of(raced.content()),
        List.of());
  }

  // ---- going on

  private void proceed() {
    boolean progress;
    do {
      progress = carrier.proceed(nowNanos);
      restoreYielded();
      if (progress) {
        settlement.changed(nowNanos, SETTLE_WITHIN_NANOS);
      }
    } while (progress);
    if (presentState != null && presentState.isComplete()) {
      marks.reached(presentState.seq());
      presentState = null;
    }
    proposeWishes();
    settle();
    tell();
    sayReady();
    wake();
  }

  /**
   * What yielded and is not about to be changed: a node of the base is brought back to it; any
   * other goes, since the hub has kept what it was.
   */
  private void restoreYielded() {
    for (Local difference : local.yielded()) {
      if (inbox.isAbout(difference.node)) {
        continue;
      }
      if (difference.isHeld()) {
        answers.completed(difference.node, Long.MAX_VALUE);
        continue;
      }
      if (base.node(difference.node) != null || difference.disk != null) {
        inbox.add(new Matter.Restored(difference.node), Map.of());
      } else {
        local.drop(difference.node);
      }
    }
  }

  /** What the disk has is a node of its own from now on, to be proposed. */
  private void renew(Local difference) {
    NodeId anew = new NodeId(numbers.member(), numbers.nextNode());
    local.relabel(difference.node, anew);
    emit(new Effect.Unite(difference.node, anew));
    Local wish = local.get(anew);
    if (wish != null) {
      wish.state = Local.State.WISHED;
      wish.unheard = true;
      wish.changed = Facets.ALL;
      wish.dueNanos = nowNanos;
    }
  }

  private void proposeWishes() {
    // What looks like an edit of ours may be news that is on its way, so the news come first.
    // Answers come behind the present state, all of which would then have to wait in memory.
    boolean informed = receivedAll || (presentState == null && inbox.size() >= INFORMED_ENOUGH);
    if (!connected || !welcomed || !informed) {
      return;
    }
    if (outstanding.size() >= WINDOW_PROPOSALS || outstandingBytes >= WINDOW_BYTES) {
      return;
    }
    for (Local wish : local.all()) {
      if (outstanding.size() >= WINDOW_PROPOSALS || outstandingBytes >= WINDOW_BYTES) {
        return;
      }
      boolean due = wish.state == Local.State.WISHED && wish.dueNanos <= nowNanos;
      Disk disk = wish.disk;
      if (due && disk != null && wentWithParent(wish, disk)) {
        continue;
      }
      if (due
          && !wish.isGone()
          && !wish.unheard
          && !wish.isHeld()
          && base.node(wish.node) == null) {
        // The hub removed the node that this was, or has another name for it.
        renew(wish);
        continue;
      }
      if (due && !Proposer.isToldByParent(base, local, wish)) {
        Proposer.ChangeSet set = Proposer.build(base, local, wish, known(), nowNanos);
        if (set != null && !set.operations().isEmpty()) {
          propose(set.operations(), set.contents(), set.members());
        } else if (set != null) {
          set.members().forEach(this::nothingToSay);
        }
      }
    }
  }

  private void nothingToSay(NodeId node) {
    Local wish = local.get(node);
    if (wish != null && wish.isHeld()) {
      wish.state = Local.State.YIELDED;
      wish.changed = Facets.NONE;
    } else {
      local.drop(node);
    }
  }

  /**
   * Whether there is nothing to say of a node yet because a directory above it is gone: while that
   * may still come back, so may the node; later the node is gone too.
   */
  private boolean wentWithParent(Local wish, Disk disk) {
    NodeId above = local.goneAbove(disk);
    if (above == null) {
      return false;
    }
    Local directory = local.get(above);
    boolean mayComeBack =
        directory != null && directory.state == Local.State.WISHED && directory.dueNanos > nowNanos;
    if (mayComeBack) {
      return true;
    }
    if (base.node(wish.node) == null && !wish.isHeld()) {
      local.drop(wish.node);
      return true;
    }
    local.set(wish.node, null);
    return false;
  }

  private void propose(List<Operation> operations, List<Bytes> contents, List<NodeId> members) {
    lastNumber = numbers.nextProposal();
    for (NodeId member : members) {
      Local difference = local.get(member);
      if (difference != null) {
        difference.state = Local.State.PROPOSED;
        difference.number = lastNumber;
        difference.unheard = false;
        difference.proposed = difference.disk;
        difference.proposedChanged = difference.changed;
        difference.changed = Facets.NONE;
      }
    }
    Message.Propose message =
        new Message.Propose(lastNumber, digest.apply(operations), operations, contents);
    int sizeBytes = contents.stream().mapToInt(Bytes::length).sum() + 64 * operations.size();
    outstanding.put(lastNumber, new Outstanding(message, members, sizeBytes));
    outstandingBytes += sizeBytes;
    if (connected && welcomed) {
      emit(new Effect.Send(message));
    }
  }

  /**
   * What this member has of the journal: what is visible here, and what was accepted from here.
   * LIMIT: what is blocked here is not known here, nor is anything after it.
   */
  private Cursor known() {
    Cursor visible = marks.cursor();
    TreeSet<Long> above = new TreeSet<>(visible.above());
    local.view().stream().filter(Local::isHeld).forEach(l -> above.add(l.heldSeq()));
    long low = visible.low();
    for (NodeState blocked : base.blocked()) {
      low = Math.min(low, blocked.newestSeq() - 1);
    }
    return low == visible.low() ? new Cursor(low, List.copyOf(above)) : new Cursor(low, List.of());
  }

  private void settle() {
    if (settlement.isDue(nowNanos)) {
      base.setCursor(marks.cursor());
      base.setTerms(hubTerms);
      long answeredUpTo = outstanding.isEmpty() ? lastNumber : outstanding.firstKey() - 1;
      emit(new Effect.Settle(settlement.begin(marks.low(), answeredUpTo)));
    }
  }

  private void tell() {
    if (!connected || !welcomed || presentState != null) {
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
