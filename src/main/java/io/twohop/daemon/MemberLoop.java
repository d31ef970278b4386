package io.twohop.daemon;

import io.twohop.apply.Applier;
import io.twohop.apply.Raced;
import io.twohop.apply.StagedContent;
import io.twohop.core.message.Condition;
import io.twohop.core.message.Message;
import io.twohop.core.spoke.Effect;
import io.twohop.core.spoke.Input;
import io.twohop.core.spoke.Numbers;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.NodeId;
import io.twohop.scan.Scanner;
import io.twohop.scan.TemporaryNames;
import io.twohop.transport.Door;
import io.twohop.transport.Ending;
import io.twohop.transport.Receiver;
import io.twohop.transport.Session;
import io.twohop.watch.Hint;
import io.twohop.watch.Watch;
import io.twohop.wire.MessageCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One member, running: the site thread. It takes what happened out of its mailbox, lets the machine
 * decide, and carries out what that wants; looks and swaps run here too, so that inside the process
 * nothing races with the rows.
 *
 * <p>All private state belongs to the site thread. Methods that others call say so.
 */
final class MemberLoop implements Door {
  /** LIMIT: messages that were read and not looked at; then readers wait. */
  private static final int MAILBOX_CAPACITY = 256;

  private static final long MAILBOX_BYTES = 1 << 20;

  /** LIMIT: jobs taken before the plans that they brought are carried out together. */
  private static final int BATCH_JOBS = 128;

  /** LIMIT: how long the hub may take to say who is behind. */
  private static final Duration NAMES_WITHIN = Duration.ofSeconds(2);

  private final Site site;
  private final Threads threads;
  private final Console console;
  private final MemberEvents events;
  private final Mailbox mailbox = new Mailbox(MAILBOX_CAPACITY, MAILBOX_BYTES);
  private final TappedNumbers numbers;
  private final SpokeMachine machine;
  private final DiskView view;
  private final Scanner scanner;
  private final Applier applier;
  private final Settler settler;
  private final RacedEdits raced;
  private final CrashRecovery recovery;
  private final Barriers barriers;
  private final LostPaths lost;
  private final Troublesome troubles;
  private final Shortcomings shortcomings;
  private final Brakes brakes;
  private final HubLine line;
  private final Looks looks;
  private final Inlet inlet;
  private final PlannedWork planned;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Questions questions = new Questions(mailbox);
  private final long startNanos = System.nanoTime();
  private long wakeAtNanos = Long.MAX_VALUE;
  private String lastNote = "";

  private boolean caughtUp;
  private boolean ready;
  private boolean stopping;

  MemberLoop(Site site, Numbers numbers, Threads threads, Console console, MemberEvents events) {
    this.site = site;
    this.threads = threads;
    this.console = console;
    this.events = events;
    this.numbers = new TappedNumbers(numbers);
    this.machine = new SpokeMachine(site.index(), this.numbers, MessageCodec::digestOf);
    this.view = new DiskView(machine, site.index());
    this.scanner =
        new Scanner(
            site.tree(),
            site.watch(),
            view,
            site.excludes(),
            TemporaryNames.usual(),
            site.owners(),
            this::runForScanner);
    this.applier =
        new Applier(
            site.tree(),
            site.stage(),
            site.owners(),
            view,
            new ParallelFlusher(site.tree().syscalls(), threads.files),
            site.excludes());
    this.settler =
        new Settler(
            site, applier, machine::reach, threads.files, mailbox, this::settled, this::failed);
    this.raced = new RacedEdits(site, applier);
    this.recovery = new CrashRecovery(site, scanner, applier, machine, console);
    this.lost = new LostPaths(machine);
    this.barriers = new Barriers(site.cookies(), scanner, machine);
    this.troubles =
        new Troublesome(console, machine, scanner, site.watch() != null, site.tree().path());
    this.shortcomings = new Shortcomings(this::pathOf, site.stage().exchanges());
    IncomingBrake incoming =
        new IncomingBrake(
            site.index(),
            this::isOnDisk,
            site.approvals(),
            numbers.member(),
            events.brakesIncoming());
    this.line = new HubLine(incoming, this::condition);
    this.brakes =
        new Brakes(
            machine,
            site.index(),
            new HeldOnDisk(site.tree(), machine, scanner),
            console,
            site.approvals(),
            new HeldChanges(scanner, this::feed),
            incoming,
            line::openAgain,
            this::feed);
    this.looks = new Looks(site, machine, scanner, recovery, brakes, troubles, line, this::feed);
    this.inlet = new Inlet(machine, lost, raced, this::now, this::feed);
    this.planned =
        new PlannedWork(applier, inlet, troubles, shortcomings, line, this::now, this::feed);
  }

  // ---- called by other threads

  /** Starts the site thread and the reader of the watch. */
  void start(String name) {
    Threads.start(name, this::run);
    Watch watch = site.watch();
    if (watch != null) {
      Threads.start(name + "-watch", () -> readWatch(watch));
    }
  }

  private void readWatch(Watch watch) {
    while (!mailbox.isClosed()) {
      List<Hint> hints = watch.read();
      if (hints.isEmpty()) {
        watch.heard();
      } else {
        mailbox.put(
            () -> {
              hinted(hints);
              watch.heard();
            },
            0);
      }
    }
  }

  @Override
  public Receiver open(Session opened) {
    MemberSession member = new MemberSession(opened, this, threads);
    mailbox.put(() -> connected(member), 0);
    return member;
  }

  /** A message came; waits while there is too much to do already. */
  void received(MemberSession from, Message message) {
    inlet.await();
    mailbox.put(() -> delivered(from, message), Weight.bytesOf(message));
  }

  void ended(MemberSession over, Ending ending) {
    mailbox.post(() -> disconnected(over, ending));
  }

  ContentSink openSink(ContentHash content, long sizeBytes) {
    return new StageSink(StagedContent.receive(site.stage(), content, sizeBytes));
  }

  /** Serves the hub from the tree, or from the stage; on a worker. */
  @Nullable Bytes readForHub(Message.Fetch fetch) throws InterruptedException {
    FileAt file = ask(() -> locate(fetch)).join();
    return file == null ? null : file.read(fetch);
  }

  private <T extends @Nullable Object> CompletableFuture<T> ask(Supplier<T> question) {
    return questions.ask(question);
  }

  /** How it is; waits for the site thread. */
  MemberStatus status(String name) {
    return ask(() -> describe(name)).join();
  }

  /** Lets a held plan pass; says what it was, null if there is none with this digest. */
  CompletableFuture<@Nullable String> approve(String digest) {
    return ask(() -> brakes.approve(digest));
  }

  /** Brings back what a held plan removed; as {@link #approve}. */
  CompletableFuture<@Nullable String> reject(String digest) {
    return ask(() -> brakes.reject(digest));
  }

  /**
   * Whether there is nothing to look at, to propose or to bring at this moment; waits for the site
   * thread. What the kernel has not told yet is not known here.
   */
  boolean isAtRest() {
    return ask(() ->
            scanner.idle()
                && planned.isEmpty()
                && machine.differences() == 0
                && machine.backlog() == 0)
        .join();
  }

  /**
   * Waits until all that happened here before now is visible elsewhere, or durable on the hub; if
   * that takes longer, the result names who is not there.
   */
  BarrierResult barrier(boolean hubOnly, Duration timeout) throws InterruptedException {
    CompletableFuture<BarrierResult> result = new CompletableFuture<>();
    long id = questions.nextNumber();
    mailbox.post(() -> barriers.begin(id, hubOnly, result));
    questions.expect(id, result);
    BarrierResult reached = Barriers.within(result, timeout);
    if (reached == null) {
      mailbox.post(() -> barriers.sayWhoIsMissing(id, line.live(), line.whyNotLive()));
      reached = Barriers.within(result, NAMES_WITHIN);
    }
    result.cancel(false);
    return reached != null ? reached : BarrierResult.waitingFor("hub (it does not answer)");
  }

  /** Tells the hub that this member leaves for good; false if there is no session. */
  boolean farewell() {
    return ask(line::farewell).join();
  }

  /** Ends it: what is visible is made durable. The future ends when all is done. */
  CompletableFuture<Void> stop() {
    mailbox.post(this::stopNow);
    return ended;
  }

  // ---- the site thread

  private void run() {
    try {
      begin();
      while (!stopping) {
        takeJobs();
        planned.carryOut();
        if (wakeAtNanos <= now()) {
          feed(new Input.Woke());
        }
        if (looks.proceed(now())) {
          inlet.moved();
        }
        examine();
        planned.carryOut();
        line.tellCondition();
        barriers.proceed(line.live(), now());
        inlet.proceed();
        sayReady();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failed(e);
    } finally {
      mailbox.close();
      questions.forsake();
      inlet.end();
      ended.complete(null);
    }
  }

  private long now() {
    return System.nanoTime() - startNanos;
  }

  private void begin() {
    for (Raced leftover : recovery.examineLeftovers(now())) {
      raced(leftover);
    }
    scanner.scanAll();
  }

  private void takeJobs() throws InterruptedException {
    Runnable job = mailbox.take(waitNanos());
    for (int taken = 1; job != null; taken++) {
      job.run();
      job = taken < BATCH_JOBS && !stopping ? mailbox.take(0) : null;
    }
    inlet.feedMachine();
  }

  private long waitNanos() {
    long due = Math.min(wakeAtNanos, applier.nextDueNanos());
    due = Math.min(due, looks.nextDueNanos());
    due = Math.min(due, inlet.nextDueNanos());
    due = Math.min(due, barriers.nextDueNanos(now()));
    if (!planned.isEmpty()) {
      return 0;
    }
    if (due == Long.MAX_VALUE) {
      return Mailbox.FOREVER;
    }
    long now = now();
    return due <= now ? 0 : due - now;
  }

  /** Messages that arrived before go first. */
  private void feed(Input input) {
    inlet.feedMachine();
    feed(List.of(input));
  }

  private void feed(List<Input> inputs) {
    wakeAtNanos = Long.MAX_VALUE;
    for (Effect effect : machine.step(inputs, now())) {
      carryOut(effect);
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Send e -> {
        lost.sent(e.message());
        line.send(e.message());
      }
      case Effect.Apply e -> planned.add(e);
      case Effect.Fetch e -> fetch(e);
      case Effect.Look e -> looks.ask(e);
      case Effect.LookInto e -> scanner.lookInto(e.directory());
      case Effect.Unite e -> {
        Watch watch = site.watch();
        if (watch != null) {
          watch.rename(e.loser(), e.winner());
        }
        scanner.unite(e.winner());
      }
      case Effect.Settle e -> settler.begin(e.token());
      case Effect.WakeAt e -> wakeAtNanos = e.nanos();
      case Effect.Ready e -> caughtUp = true;
      case Effect.BarrierReached e ->
          barriers.reached(e.barrier(), lost.take(e.barrier().failed()));
      case Effect.Dismissed e -> events.dismissed(e.reason());
      case Effect.Blocked e -> {
        troubles.blocked(e);
        line.conditionMayDiffer(true);
      }
      case Effect.Note e -> note(e.text());
    }
  }

  /** WHY: what is tried again every second says the same every second. */
  private void note(String text) {
    if (!text.equals(lastNote)) {
      console.log(5, text);
      lastNote = text;
    }
    line.conditionMayDiffer(true);
  }

  private Condition condition() {
    return new Condition(
        machine.differences(), site.index().blocked().size(), brakes.plans(), troubles.count());
  }

  private void fetch(Effect.Fetch wanted) {
    if (line.isUp() && site.stage().hasContent(wanted.content())) {
      mailbox.post(() -> feed(new Input.Fetched(wanted.content())));
    } else {
      line.fetch(wanted, outcome -> mailbox.post(() -> pulled(wanted.content(), outcome)));
    }
  }

  private void pulled(ContentHash content, Pulls.Outcome outcome) {
    switch (outcome) {
      case Pulls.Outcome.Arrived o -> feed(new Input.Fetched(content));
      case Pulls.Outcome.Unavailable o ->
          feed(new Input.Unfetchable(content, "the content is gone from the hub"));
      case Pulls.Outcome.NotStored o -> feed(new Input.Unfetchable(content, o.why()));
      case Pulls.Outcome.Aborted o -> {}
    }
  }

  private void examine() {
    if (applier.nextDueNanos() <= now()) {
      applier.examine(now()).forEach(this::raced);
    }
  }

  private void raced(Raced edit) {
    numbers.takeFirstProposal();
    feed(new Input.Raced(edit.node(), edit.baseSeq(), edit.entry(), edit.seen(), edit.content()));
    raced.proposed(numbers.takeFirstProposal(), edit);
  }

  private void hinted(List<Hint> hints) {
    for (Hint hint : hints) {
      scanner.hint(hint, now());
      if (hint instanceof Hint.Cookie cookie) {
        barriers.cookie(cookie.name());
      }
    }
    if (!site.index().blocked().isEmpty()) {
      feed(new Input.Stirred());
    }
  }

  private void runForScanner(Runnable job) {
    threads.files.execute(() -> {
      job.run();
      mailbox.post(() -> {});
    });
  }

  private void connected(MemberSession opened) {
    line.opened(opened);
    lost.connected();
    feed(new Input.Connected());
    events.connected(opened.session.peer());
  }

  private void delivered(MemberSession from, Message message) {
    switch (line.take(from, message)) {
      case ENTERS -> inlet.add(message);
      case STAYS_OUT, AGAIN -> {}
      case HELD -> brakes.tell();
    }
  }

  private @Nullable String pathOf(NodeId node) {
    SpokeMachine.Seen seen = machine.seen(node);
    return seen == null || seen.gone() ? null : Paths.text(machine, seen.parent(), seen.name());
  }

  private boolean isOnDisk(NodeId node) {
    SpokeMachine.Seen seen = machine.seen(node);
    return seen != null && !seen.gone();
  }

  private void disconnected(MemberSession over, Ending ending) {
    if (line.ended(over)) {
      feed(new Input.Disconnected());
      barriers.disconnected();
      events.disconnected(ending);
    }
  }

  private void settled(long token) {
    feed(new Input.Settled(token));
  }

  private @Nullable FileAt locate(Message.Fetch fetch) {
    FileAt edit = raced.find(fetch.content());
    return edit != null ? edit : FileAt.inTree(site.tree(), machine, fetch);
  }

  private void sayReady() {
    if (!ready && caughtUp && looks.scanned() && events.mayBeReady(machine)) {
      ready = true;
      events.ready();
    }
  }

  private MemberStatus describe(String name) {
    return new MemberStatus(
        name,
        numbers.member().toString(),
        line.isUp(),
        ready,
        machine.visible().low(),
        Math.max(line.hubSeq(), machine.visible().low()),
        machine.differences(),
        machine.backlog(),
        troubles.blockedLines(),
        brakes.lines(),
        troubles.lines(),
        shortcomings.notes());
  }

  private void stopNow() {
    stopping = true;
    line.close("stopping");
    planned.carryOut();
    try {
      settler.last();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(Throwable cause) {
    stopping = true;
    events.failed(cause);
  }
}
