package io.twohop.sim.member;

import io.twohop.apply.Applier;
import io.twohop.apply.Excluded;
import io.twohop.apply.Flusher;
import io.twohop.apply.Raced;
import io.twohop.apply.Stage;
import io.twohop.apply.StagedContent;
import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
import io.twohop.core.spoke.Effect;
import io.twohop.core.spoke.Input;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Finding;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Plan;
import io.twohop.model.Report;
import io.twohop.model.Timestamp;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.Syscalls;
import io.twohop.scan.Exclusion;
import io.twohop.scan.PowerCut;
import io.twohop.scan.Residue;
import io.twohop.scan.Scanner;
import io.twohop.scan.TemporaryNames;
import io.twohop.tree.Directory;
import io.twohop.tree.Owners;
import io.twohop.tree.Tree;
import io.twohop.watch.Hint;
import io.twohop.watch.Watch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of a member's process: what the daemon's loop is, with its threads as events. It ends by
 * being forgotten; what outlives it is in {@link SimSite}.
 */
final class LoopMember {
  private static final int LOOK_BUDGET = 256;
  private static final long NO_SPACE_RETRY_NANOS = 1_000_000_000L;
  private static final Verdict WITHDRAWN = new Verdict.Lost(Verdict.Reason.WITHDRAWN);

  private final SimSite site;
  private final MemberSimulation world;
  private final Syscalls sys;
  private final Tree tree;
  private final Stage stage;
  private final Watch watch;
  final SpokeMachine machine;
  private final Scanner scanner;
  private final Applier applier;

  private final ArrayDeque<Runnable> mailbox = new ArrayDeque<>();
  private final ArrayDeque<Plan> plans = new ArrayDeque<>();
  private final Map<ContentHash, Bytes> planContents = new TreeMap<>();
  private final Map<Long, Raced> raced = new TreeMap<>();
  private long wakeAtNanos = Long.MAX_VALUE;
  private long turnAtNanos = Long.MAX_VALUE;
  private int jobs;
  private boolean draining;
  private boolean scanned;
  private boolean owed;
  boolean connected;

  /** Opens what the process works on; ends in {@link Killed} as any of its calls may. */
  LoopMember(SimSite site) {
    this.site = site;
    this.world = site.world;
    this.sys = site.linux;
    this.tree = Tree.open(sys, bytes(SimSite.TREE));
    this.stage = Stage.open(sys, tree.rootFd(), bytes(SimSite.STAGE));
    this.watch = ((Watch.Opened.Open) Watch.open(sys)).watch();
    Owners owners = new Owners(sys);
    this.machine = new SpokeMachine(site.index, site.numbers, world::digest);
    MachineView view = new MachineView(machine, site.index);
    this.scanner =
        new Scanner(
            tree,
            watch,
            view,
            Exclusion.NOTHING,
            TemporaryNames.usual(),
            owners,
            job -> work(2_000_000, job));
    this.applier = new Applier(tree, stage, owners, view, Flusher.inTurn(sys), Excluded.NOTHING);
    PowerCut cut = site.cut;
    if (cut == null) {
      applier.examineLeftovers(world.now()).forEach(this::raced);
    } else {
      machine.afterPowerCut();
      scanner.afterPowerCut(cut);
      applier.examineLeftoversOfPowerCut(world.now()).forEach(this::raced);
    }
    scanner.scanAll();
    poke();
  }

  private static byte[] bytes(String path) {
    return path.getBytes(StandardCharsets.UTF_8);
  }

  private boolean isAlive() {
    return site.process == this;
  }

  // ---- threads as events

  /** Runs the site thread soon. */
  private void poke() {
    turnBy(world.now() + 1 + world.random().nextInt(300_000));
  }

  private void turnBy(long nanos) {
    if (nanos < turnAtNanos) {
      turnAtNanos = nanos;
      world.at(
          nanos,
          () -> {
            if (isAlive() && turnAtNanos <= world.now()) {
              turnAtNanos = Long.MAX_VALUE;
              site.run(this::turn);
            }
          });
    }
  }

  private void post(Runnable job) {
    mailbox.add(job);
    poke();
  }

  /** A worker does something some time later. */
  private void work(int withinNanos, Runnable job) {
    jobs++;
    world.after(
        world.random().nextInt(withinNanos),
        () -> {
          if (isAlive()) {
            jobs--;
            site.run(job);
            if (isAlive()) {
              poke();
            }
          }
        });
  }

  /** The kernel may have told something; the reader of the watch takes it some time later. */
  void somethingHappened() {
    if (draining) {
      return;
    }
    draining = true;
    int patience = world.random().nextInt(12) == 0 ? 60_000_000 : 3_000_000;
    world.after(
        world.random().nextInt(patience),
        () -> {
          if (isAlive()) {
            draining = false;
            site.run(this::drain);
          }
        });
  }

  private void drain() {
    List<Hint> hints = watch.drain();
    if (!hints.isEmpty()) {
      post(() -> hinted(hints));
    }
  }

  private void hinted(List<Hint> hints) {
    hints.forEach(hint -> scanner.hint(hint, world.now()));
    if (!site.index.blocked().isEmpty()) {
      feed(new Input.Stirred());
    }
  }

  // ---- the site thread

  private void turn() {
    for (Runnable job = mailbox.poll(); job != null; job = mailbox.poll()) {
      job.run();
    }
    carryOutPlans();
    if (wakeAtNanos <= world.now()) {
      feed(new Input.Woke());
    }
    look();
    if (applier.nextDueNanos() <= world.now()) {
      applier.examine(world.now()).forEach(this::raced);
    }
    carryOutPlans();
    long due = Math.min(wakeAtNanos, applier.nextDueNanos());
    if (!machine.isFull()) {
      due = Math.min(due, scanner.nextDueNanos());
    }
    if (due != Long.MAX_VALUE) {
      turnBy(Math.max(due, world.now() + 1_000));
    }
  }

  private void feed(Input input) {
    wakeAtNanos = Long.MAX_VALUE;
    world.trace(() -> site.number + " < " + input);
    for (Effect effect : machine.step(input, world.now())) {
      world.trace(() -> site.number + " > " + effect);
      carryOut(effect);
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Send e -> world.toHub(site, e.message());
      case Effect.Apply e -> {
        plans.add(e.plan());
        planContents.putAll(e.contents());
      }
      case Effect.Fetch e -> fetch(e);
      case Effect.Look e -> scanner.lookAgain(e.parent(), e.name());
      case Effect.LookInto e -> scanner.lookInto(e.directory());
      case Effect.Unite e -> {
        watch.rename(e.loser(), e.winner());
        scanner.unite(e.winner());
      }
      case Effect.Settle e -> settle(e.token());
      case Effect.WakeAt e -> wakeAtNanos = e.nanos();
      case Effect.Ready e -> {}
      case Effect.BarrierReached e -> {}
      case Effect.Dismissed e -> world.dismiss(site.id, e.reason());
      case Effect.Blocked e -> world.statistics().note("blocked: " + e.why());
      case Effect.Note e -> world.statistics().note(e.text());
    }
  }

  private void carryOutPlans() {
    if (plans.isEmpty()) {
      return;
    }
    List<Plan> batch = new ArrayList<>(plans);
    plans.clear();
    List<Report> reports = applier.apply(batch, planContents::get, world.now());
    planContents.clear();
    reports.forEach(report -> feed(new Input.Applied(report)));
    if (!plans.isEmpty()) {
      poke();
    }
  }

  private void look() {
    if (machine.isFull() || scanner.nextDueNanos() > world.now()) {
      return;
    }
    List<Finding> findings = scanner.step(world.now(), LOOK_BUDGET);
    scanner.takeResidues().forEach(this::setAside);
    if (!findings.isEmpty()) {
      feed(new Input.Looked(findings));
    }
    if (scanner.takeScanCompleted()) {
      scanned = true;
      feed(new Input.ScanComplete());
    }
    if (scanned && !owed && scanner.idle() && machine.isQuiet()) {
      site.cut = null;
    }
  }

  /**
   * What a power cut left goes out of sight; where the journal knows better, that comes instead.
   */
  private void setAside(Residue residue) {
    Finding.Present found = residue.found();
    world.statistics().fault("residue");
    world.trace(() -> site.number + " residue " + found);
    boolean comesBack = found.node() != null && machine.mayPutBack(found.node());
    try {
      String aside =
          comesBack
              ? applier.copyAside(found.parent(), found.name(), found.seen())
              : applier.setAside(found.parent(), found.name(), found.seen());
      if (aside == null) {
        scanner.readAgain(found.parent(), found.name());
      } else if (comesBack) {
        feed(new Input.PutBack(List.of(found)));
      }
    } catch (ErrnoException refused) {
      owed = true;
      later(() -> post(this::scanAgain));
    }
  }

  private void scanAgain() {
    owed = false;
    scanner.scanAll();
  }

  private void raced(Raced edit) {
    world.statistics().fault("raced edit");
    site.numbers.takeFirstProposal();
    feed(new Input.Raced(edit.node(), edit.baseSeq(), edit.entry(), edit.seen(), edit.content()));
    raced.put(site.numbers.takeFirstProposal(), edit);
  }

  /** Flushes, then commits: two steps, and the power may go between them. */
  private void settle(long token) {
    machine.reach();
    Runnable commit = site.index.begin();
    Timestamp begun = site.clock();
    work(
        3_000_000,
        () -> {
          try {
            applier.settle();
          } catch (ErrnoException refused) {
            later(() -> post(() -> settle(token)));
            return;
          }
          work(
              2_000_000,
              () -> {
                commit.run();
                site.settledAt = begun;
                post(() -> feed(new Input.Settled(token)));
              });
        });
  }

  private void later(Runnable again) {
    jobs++;
    world.after(
        NO_SPACE_RETRY_NANOS,
        () -> {
          if (isAlive()) {
            jobs--;
            again.run();
          }
        });
  }

  // ---- contents

  private void fetch(Effect.Fetch wanted) {
    if (!connected) {
      return;
    }
    if (stage.hasContent(wanted.content())) {
      post(() -> feed(new Input.Fetched(wanted.content())));
      return;
    }
    world.fetch(site, wanted.content());
  }

  /** The hub has sent a content, or has it no more. */
  void fetched(ContentHash hash, @Nullable Bytes content) {
    if (content == null) {
      post(() -> feed(new Input.Unfetchable(hash, "gone")));
      return;
    }
    work(
        3_000_000,
        () -> {
          try (StagedContent staged = StagedContent.receive(stage, hash, content.length())) {
            int from = Math.toIntExact(staged.receivedBytes());
            staged.write(from, content.shared(), from, content.length() - from);
            boolean complete = staged.finish();
            post(() ->
                feed(complete ? new Input.Fetched(hash) : new Input.Unfetchable(hash, "gone")));
          } catch (ErrnoException refused) {
            later(() -> fetched(hash, content));
          }
        });
  }

  /** Reads what the hub asks for; null if it is not there any more. */
  void readForHub(NodeId node, ContentHash hash, MemberSimulation.Obtained answer) {
    post(() -> {
      for (Raced edit : raced.values()) {
        if (edit.hash().equals(hash)) {
          work(2_000_000, () -> answer.obtained(verified(hash, readStaged(edit))));
          return;
        }
      }
      SpokeMachine.Seen seen = machine.seen(node);
      boolean same =
          seen != null
              && seen.entry() instanceof Entry.RegularFile file
              && file.content().equals(hash);
      List<Name> directory = same ? machine.pathOf(seen.parent()) : null;
      work(
          2_000_000,
          () ->
              answer.obtained(
                  directory == null ? null : verified(hash, readFile(directory, seen.name()))));
    });
  }

  private static @Nullable Bytes verified(ContentHash hash, @Nullable Bytes bytes) {
    return bytes != null && ContentHash.ofContent(bytes).equals(hash) ? bytes : null;
  }

  private @Nullable Bytes readStaged(Raced edit) {
    try (Fd file = site.openStaged(stage.fd(), edit.stageName())) {
      return readAll(file);
    } catch (ErrnoException gone) {
      return null;
    }
  }

  private @Nullable Bytes readFile(List<Name> path, Name name) {
    try (Directory directory = tree.openDirectory(path);
        Fd file = directory.openForReading(name)) {
      return readAll(file);
    } catch (ErrnoException gone) {
      return null;
    }
  }

  private Bytes readAll(Fd file) {
    byte[] bytes = new byte[Math.toIntExact(sys.statx(file).sizeBytes())];
    int filled = 0;
    while (filled < bytes.length) {
      int some = sys.pread(file, bytes, filled, bytes.length - filled, filled);
      if (some == 0) {
        break;
      }
      filled += some;
    }
    return Bytes.copyOf(bytes, 0, filled);
  }

  // ---- the session

  void connect() {
    connected = true;
    post(() -> feed(new Input.Connected()));
  }

  void disconnect() {
    connected = false;
    post(() -> feed(new Input.Disconnected()));
  }

  void deliver(int epoch, Message message) {
    post(() -> {
      if (connected && site.epoch == epoch) {
        feed(new Input.Received(message));
        if (message instanceof Message.Answer answer) {
          Raced edit = raced.remove(answer.number());
          if (edit != null && answer.verdicts().contains(WITHDRAWN)) {
            applier.examineAgain(edit, world.now());
          } else if (edit != null) {
            applier.release(edit.stageName());
          }
        }
      }
    });
  }

  /** The kernel's queue has lost events. */
  void overflow() {
    site.linux.overflowInotify();
    somethingHappened();
  }

  /** What is under way, for people; empty at rest. */
  List<String> underWay() {
    List<String> lines = new ArrayList<>();
    if (!connected) {
      lines.add("not connected");
    }
    if (!mailbox.isEmpty() || !plans.isEmpty() || jobs > 0 || draining) {
      lines.add("mail " + mailbox.size() + " plans " + plans.size() + " jobs " + jobs);
    }
    if (!machine.isQuiet()) {
      lines.addAll(machine.underWay());
      lines.add("machine is not quiet");
    }
    machine.blocked().forEach(blocked -> lines.add("blocked: " + blocked));
    if (!scanner.idle()) {
      lines.add("scanner is not idle");
    }
    if (applier.nextDueNanos() != Long.MAX_VALUE) {
      lines.add("stage is not empty");
    }
    if (!raced.isEmpty()) {
      lines.add("raced: " + raced);
    }
    return lines;
  }
}
