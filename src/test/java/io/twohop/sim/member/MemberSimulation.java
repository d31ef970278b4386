package io.twohop.sim.member;

import io.twohop.core.hub.Input;
import io.twohop.core.hub.JournalRecord;
import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.model.Operation;
import io.twohop.sim.core.HubWorld;
import io.twohop.sim.core.SimHub;
import io.twohop.sim.core.Statistics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run: a hub and its members, each on a machine of its own with users, for three seconds of
 * virtual time; then the faults stop, and everything must come to rest, equal, with nothing lost.
 *
 * <p>One thread; events at one time happen in the order in which they were made. The same seed
 * gives the same trace.
 */
final class MemberSimulation implements HubWorld {
  private static final long CHAOS_NANOS = 3_000_000_000L;

  /** LIMIT: what is not at rest so long after the last fault never will be. */
  private static final long REST_WITHIN_NANOS = 300_000_000_000L;

  /** LIMIT: events after which a run counts as one that does not come to rest. */
  private static final int EVENTS_MAX = 60_000;

  /** How long our own system calls take. */
  private static final long CALL_NANOS = 4_000;

  private record Event(long nanos, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** Gets a content that a member was asked for, or null. */
  interface Obtained {
    void obtained(@Nullable Bytes content);
  }

  final Writings writings = new Writings();
  private final SplittableRandom random;
  private final Statistics statistics = new Statistics();
  private final Set<FaultKind> possible;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<SimSite> sites = new ArrayList<>();

  /** The only member that has users; null if all have. */
  private final @Nullable SimSite author;

  private final SimHub hub;
  private final @Nullable StringBuilder trace;
  private final TreeMap<Integer, Long> lastToHub = new TreeMap<>();
  private final TreeMap<Integer, Long> lastToMember = new TreeMap<>();
  private final Oracle oracle;
  private long traceHash = 7;
  private long nanos;
  private long order;
  private boolean chaos = true;
  private int eventCount;

  /** A run of this seed in which these faults happen; {@code traced} keeps the trace as text. */
  MemberSimulation(long seed, Set<FaultKind> faults, boolean traced) {
    this(seed, faults, traced, false);
  }

  /** As the others, but users are at one member only; so nobody disagrees, and nothing is kept. */
  static MemberSimulation ofLoneAuthor(long seed, Set<FaultKind> faults, boolean traced) {
    return new MemberSimulation(seed, faults, traced, true);
  }

  private MemberSimulation(long seed, Set<FaultKind> faults, boolean traced, boolean lone) {
    this.random = new SplittableRandom(seed);
    this.trace = traced ? new StringBuilder() : null;
    this.possible = faults.isEmpty() ? EnumSet.noneOf(FaultKind.class) : EnumSet.copyOf(faults);
    this.hub = new SimHub(this);
    int count = 2 + random.nextInt(1 + random.nextInt(6));
    statistics.members = count;
    for (int i = 0; i < count; i++) {
      SimSite site = new SimSite(this, i, i == 0 ? hub.ownMember() : new MemberId(i));
      if (random.nextInt(4) == 0) {
        site.linux.limits().inotifyQueuedEvents = 8 + random.nextInt(30);
      }
      if (random.nextInt(4) == 0) {
        site.linux.clock().setTickNanos(1);
      }
      sites.add(site);
    }
    author = lone ? sites.get(random.nextInt(count)) : null;
    oracle = new Oracle(hub, sites, writings, !lone);
  }

  /** Runs to the end; the fault that was found, or nothing. */
  String run() {
    try {
      for (SimSite site : sites) {
        site.start(site.id);
        connect(site);
      }
      int operations = 25 + random.nextInt(40);
      for (int i = 0; i < operations; i++) {
        SimSite site = author == null ? sites.get(random.nextInt(sites.size())) : author;
        at(random.nextLong(CHAOS_NANOS), site::act);
      }
      List<FaultKind> kinds = possible.stream().filter(FaultKind::isAnEvent).toList();
      int faults = kinds.isEmpty() ? 0 : random.nextInt(7);
      for (int i = 0; i < faults; i++) {
        FaultKind kind = kinds.get(random.nextInt(kinds.size()));
        at(random.nextLong(CHAOS_NANOS), () -> fault(kind));
      }
      at(CHAOS_NANOS, this::heal);
      drainEvents(CHAOS_NANOS + REST_WITHIN_NANOS);
      statistics.accepted = Math.toIntExact(acceptedCount());
      String verdict = verdict();
      return verdict.isEmpty() ? echo() : verdict;
    } catch (RuntimeException | Error e) {
      StringBuilder text = new StringBuilder(e.toString());
      for (int i = 0; i < Math.min(12, e.getStackTrace().length); i++) {
        text.append("\n    at ").append(e.getStackTrace()[i]);
      }
      return text.toString();
    }
  }

  private long acceptedCount() {
    return hub.journal.after(0).stream().filter(JournalRecord.Accepted.class::isInstance).count();
  }

  private void drainEvents(long untilNanos) {
    while (!events.isEmpty() && nanos < untilNanos && eventCount < EVENTS_MAX) {
      Event next = events.remove();
      nanos = Math.max(nanos, next.nanos());
      next.action().run();
      eventCount++;
    }
  }

  // ---- the end

  private String verdict() {
    List<String> underWay = new ArrayList<>();
    for (SimSite site : sites) {
      LoopMember process = site.process;
      List<String> lines = process == null ? List.of("not running") : process.underWay();
      lines.forEach(line -> underWay.add("\n    " + site.number + ": " + line));
    }
    if (!events.isEmpty() || !underWay.isEmpty()) {
      oracle.complain("does not come to rest: " + events.size() + " events " + underWay);
    }
    return oracle.verdict();
  }

  /** Once at rest, even a look at everything finds nothing to say and nothing to do. */
  private String echo() {
    Oracle.AtRest before = oracle.atRest();
    for (SimSite site : sites) {
      LoopMember process = site.process;
      if (process != null) {
        process.overflow();
      }
    }
    eventCount = 0;
    drainEvents(nanos + REST_WITHIN_NANOS);
    oracle.checkNothingHappenedSince(before);
    return verdict();
  }

  /** Every file that can be opened at this moment is a whole one. */
  void checkReaders(SimSite site) {
    oracle.checkReaders(site);
  }

  // ---- for the members and the hub

  long now() {
    return nanos;
  }

  void at(long when, Runnable action) {
    events.add(new Event(Math.max(when, nanos), order++, action));
  }

  @Override
  public void after(long delayNanos, Runnable action) {
    at(nanos + delayNanos, action);
  }

  @Override
  public SplittableRandom random() {
    return random;
  }

  @Override
  public Statistics statistics() {
    return statistics;
  }

  /** A system call: it takes time, and is part of what two runs of a seed have in common. */
  void tick(String call) {
    nanos += CALL_NANOS;
    traceHash = traceHash * 31 + call.hashCode() + nanos;
  }

  @Override
  public void trace(Supplier<String> line) {
    StringBuilder text = trace;
    if (text != null) {
      String made = line.get();
      traceHash = traceHash * 31 + made.hashCode();
      text.append(String.format("%.6f %s%n", nanos / 1e9, made));
    }
  }

  long traceHash() {
    return traceHash;
  }

  String traceText() {
    return trace == null ? "" : trace.toString();
  }

  boolean hasUsers(SimSite site) {
    return author == null || author == site;
  }

  /** Whether such faults happen now. */
  boolean has(FaultKind kind) {
    return chaos && possible.contains(kind);
  }

  ContentHash digest(List<Operation> operations) {
    return ContentHash.ofContent(
        Bytes.owning(operations.toString().getBytes(StandardCharsets.UTF_8)));
  }

  // ---- faults

  private void fault(FaultKind kind) {
    SimSite site = sites.get(random.nextInt(sites.size()));
    statistics.fault(kind.toString());
    trace(() -> "fault " + kind + " " + site.number);
    LoopMember process = site.process;
    switch (kind) {
      case CUT -> {
        cut(site);
        after(random.nextLong(1_500_000_000L), () -> connect(site));
      }
      case OVERFLOW -> {
        if (process != null) {
          process.overflow();
        }
      }
      case NO_SPACE -> site.noSpaceUntilNanos = nanos + random.nextLong(800_000_000L);
      case KILL, POWER -> {
        site.powerToo = kind == FaultKind.POWER;
        if (process != null && random.nextInt(3) == 0) {
          died(site, site.powerToo);
        } else {
          site.killIn = random.nextInt(150);
        }
      }
      case HUB_KILL -> died(sites.getFirst(), false);
      case MOVES, ARRIVALS, INTERPOSED, LATE_WRITES -> {}
    }
  }

  /** A process has ended without a word, perhaps because the power went. */
  void died(SimSite site, boolean power) {
    trace(() -> "died " + site.number + (power ? " power" : ""));
    site.killIn = -1;
    if (hub.running && site.process != null && site.process.connected) {
      hub.feed(new Input.Disconnected(site.id));
    }
    if (power) {
      site.crash();
    } else {
      site.end();
    }
    if (site.number == 0 && hub.running) {
      hub.crash();
      sites.forEach(this::cut);
    }
    after(1 + random.nextLong(1_000_000_000L), () -> comeBack(site));
  }

  private void comeBack(SimSite site) {
    if (site.number == 0 && !hub.running) {
      hub.start();
      sites.stream()
          .skip(1)
          .forEach(other -> after(random.nextLong(300_000_000L), () -> connect(other)));
    }
    if (site.process == null) {
      trace(() -> "starts " + site.number);
      site.start(site.number == 0 ? hub.ownMember() : site.id);
      connect(site);
    }
  }

  private void heal() {
    chaos = false;
    trace(() -> "heal");
    for (SimSite site : sites) {
      site.noSpaceUntilNanos = 0;
      site.killIn = -1;
      comeBack(site);
      connect(site);
      site.finishActs();
    }
  }

  // ---- network

  private void cut(SimSite site) {
    LoopMember process = site.process;
    if (process != null && process.connected) {
      if (hub.running) {
        hub.feed(new Input.Disconnected(site.id));
      }
      site.epoch++;
      process.disconnect();
    }
  }

  private void connect(SimSite site) {
    LoopMember process = site.process;
    if (process != null && hub.running && !process.connected) {
      site.epoch++;
      process.connect();
    }
  }

  private boolean isCurrent(SimSite site, int epoch) {
    return hub.running && site.process != null && site.process.connected && site.epoch == epoch;
  }

  private long delay(SimSite site) {
    return site.number == 0 ? 1_000 : 50_000 + random.nextInt(5_000_000);
  }

  void toHub(SimSite site, Message message) {
    int epoch = site.epoch;
    long when = Math.max(nanos + delay(site), lastToHub.getOrDefault(site.number, 0L));
    lastToHub.put(site.number, when);
    at(
        when,
        () -> {
          if (isCurrent(site, epoch)) {
            hub.feed(
                message instanceof Message.Hello hello
                    ? new Input.Connected(site.id, hello)
                    : new Input.Received(site.id, message));
          }
        });
  }

  @Override
  public void toMember(MemberId id, Message message) {
    for (SimSite site : sites) {
      if (site.id.equals(id)) {
        int epoch = site.epoch;
        long when = Math.max(nanos + delay(site), lastToMember.getOrDefault(site.number, 0L));
        lastToMember.put(site.number, when);
        at(
            when,
            () -> {
              LoopMember process = site.process;
              if (process != null && isCurrent(site, epoch)) {
                process.deliver(epoch, message);
                hub.feed(new Input.Room(id));
              }
            });
      }
    }
  }

  @Override
  public void dismiss(MemberId id, Message.Dismissal reason) {
    oracle.complain("member " + id + " was dismissed: " + reason);
  }

  @Override
  public void obtain(MemberId id, NodeId node, ContentHash hash) {
    for (SimSite site : sites) {
      if (site.id.equals(id)) {
        int epoch = site.epoch;
        after(
            delay(site) * 2,
            () -> {
              LoopMember process = site.process;
              if (process != null && isCurrent(site, epoch)) {
                process.readForHub(
                    node, hash, content -> obtained(site, epoch, node, hash, content));
              }
            });
      }
    }
  }

  private void obtained(
      SimSite site, int epoch, NodeId node, ContentHash hash, @Nullable Bytes content) {
    after(
        delay(site),
        () -> {
          if (!isCurrent(site, epoch)) {
            return;
          }
          if (content == null) {
            hub.feed(new Input.Withdrawn(site.id, node, hash));
          } else {
            hub.store(content);
            hub.feed(new Input.Obtained(hash));
          }
        });
  }

  /** A member asks the hub for a content. */
  void fetch(SimSite site, ContentHash hash) {
    int epoch = site.epoch;
    after(
        delay(site) * 3,
        () -> {
          LoopMember process = site.process;
          if (process != null && isCurrent(site, epoch)) {
            process.fetched(hash, hub.content(hash));
          }
        });
  }
}
