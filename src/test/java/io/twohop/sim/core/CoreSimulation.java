package io.twohop.sim.core;

import io.twohop.core.hub.Input;
import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.model.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * One run: members and a hub do things to each other for a while; then the faults stop, and
 * everything must come to rest, equal, with nothing lost.
 *
 * <p>One thread, virtual time; events at one time happen in the order in which they were made. The
 * same seed gives the same trace.
 */
public final class CoreSimulation implements HubWorld {
  /** LIMIT: events after which a run counts as one that does not come to rest. */
  private static final int EVENTS_MAX = 60_000;

  private record Event(long nanos, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  final SplittableRandom random;
  final Ledger ledger = new Ledger();
  final Statistics statistics = new Statistics();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<SimMember> members = new ArrayList<>();
  private final SimHub hub;
  private final Tracing tracing;
  private final StringBuilder trace = new StringBuilder();
  private final TreeMap<Integer, Long> lastToHub = new TreeMap<>();
  private final TreeMap<Integer, Long> lastToMember = new TreeMap<>();
  private final List<String> dismissals = new ArrayList<>();
  private long traceHash = 7;
  private long nanos;
  private long order;
  private boolean chaos = true;
  private int eventCount;

  /** What is kept of a run: nothing, one number, or every line. */
  public enum Tracing {
    NONE,
    HASH,
    TEXT
  }

  public CoreSimulation(long seed, Tracing tracing) {
    this.random = new SplittableRandom(seed);
    this.tracing = tracing;
    this.hub = new SimHub(this);
    int count = 2 + Math.min(random.nextInt(6), random.nextInt(6) + 1);
    statistics.members = count;
    for (int i = 0; i < count; i++) {
      members.add(new SimMember(this, i, i == 0 ? hub.ownMember() : new MemberId(i)));
    }
  }

  /** Runs to the end; the fault that was found, or nothing. */
  public String run() {
    try {
      members.forEach(this::connect);
      int operations = 50 + random.nextInt(90);
      for (int i = 0; i < operations; i++) {
        SimMember member = members.get(random.nextInt(members.size()));
        at(random.nextLong(3_000_000_000L), member::act);
      }
      int faults = 1 + random.nextInt(6);
      for (int i = 0; i < faults; i++) {
        at(random.nextLong(3_000_000_000L), this::fault);
      }
      at(3_000_000_000L, this::heal);
      while (!events.isEmpty() && !(isQuiet() && nanos > 3_000_000_001L)) {
        Event next = events.remove();
        nanos = Math.max(nanos, next.nanos());
        next.action().run();
        if (++eventCount > EVENTS_MAX) {
          return "does not come to rest: " + underWay();
        }
      }
      return verdict();
    } catch (RuntimeException e) {
      StringBuilder text = new StringBuilder(e.toString());
      for (int i = 0; i < Math.min(6, e.getStackTrace().length); i++) {
        text.append("\n    at ").append(e.getStackTrace()[i]);
      }
      return text.toString();
    }
  }

  private List<String> underWay() {
    List<String> lines = new ArrayList<>();
    for (SimMember member : members) {
      member.machine.underWay().forEach(line -> lines.add("\n    " + member.number + ": " + line));
    }
    return lines;
  }

  private boolean isQuiet() {
    return members.stream().allMatch(m -> m.isQuiet() && m.has(hub.machine.durableSeq()))
        && hub.journal.volatileCount() == 0;
  }

  private String verdict() {
    if (!isQuiet()) {
      return "stopped but not quiet: " + underWay();
    }
    if (!dismissals.isEmpty()) {
      return dismissals.toString();
    }
    List<String> first = members.getFirst().disk.listing();
    for (SimMember member : members) {
      List<String> other = member.disk.listing();
      if (!other.equals(first)) {
        List<String> extra = new ArrayList<>(other);
        extra.removeAll(first);
        List<String> missing = new ArrayList<>(first);
        missing.removeAll(other);
        return "member " + member.number + " has " + extra + " and lacks " + missing;
      }
    }
    TreeSet<Bytes> present = new TreeSet<>(hub.held());
    members.getFirst().disk.eachContent(present::add);
    List<Bytes> lost = ledger.lost(present);
    return lost.isEmpty() ? "" : "lost: " + lost;
  }

  /** One number for all that happened. */
  public long traceHash() {
    return traceHash;
  }

  public String traceText() {
    return trace.toString();
  }

  @Override
  public SplittableRandom random() {
    return random;
  }

  @Override
  public Statistics statistics() {
    return statistics;
  }

  // ---- time

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

  /** Notes what happens; the text is only made if somebody will read it. */
  @Override
  public void trace(Supplier<String> line) {
    if (tracing == Tracing.NONE) {
      return;
    }
    String text = line.get();
    traceHash = traceHash * 31 + text.hashCode();
    if (tracing == Tracing.TEXT) {
      trace.append(String.format("%.6f %s%n", nanos / 1e9, text));
    }
  }

  boolean chaotic() {
    return chaos;
  }

  // ---- faults

  private void fault() {
    SimMember member = members.get(random.nextInt(members.size()));
    int kind = random.nextInt(5);
    switch (kind) {
      case 0, 1 -> {
        statistics.fault("cut");
        trace(() -> "cut " + member.number);
        cut(member);
        after(random.nextLong(1_500_000_000L), () -> connect(member));
      }
      case 2, 3 -> {
        if (member.number != 0 && member.running) {
          statistics.fault("crash");
          trace(() -> "crash " + member.number);
          hubForgets(member);
          member.crash();
          after(random.nextLong(1_500_000_000L), () -> comeBack(member, member.id));
        }
      }
      default -> {
        if (hub.running) {
          statistics.fault("hub crash");
          trace(() -> "crash hub");
          hub.crash();
          members.forEach(SimMember::cut);
          SimMember own = members.getFirst();
          own.crash();
          after(random.nextLong(1_000_000_000L), this::hubComesBack);
        }
      }
    }
  }

  private void hubComesBack() {
    if (!hub.running) {
      hub.start();
      comeBack(members.getFirst(), hub.ownMember());
      members.forEach(m -> after(random.nextLong(300_000_000L), () -> connect(m)));
    }
  }

  private void comeBack(SimMember member, MemberId id) {
    if (!member.running) {
      member.restart(id);
      connect(member);
    }
  }

  private void heal() {
    chaos = false;
    trace(() -> "heal");
    hubComesBack();
    for (SimMember member : members) {
      comeBack(member, member.id);
      connect(member);
    }
  }

  // ---- network

  private void cut(SimMember member) {
    hubForgets(member);
    member.cut();
  }

  private void hubForgets(SimMember member) {
    if (hub.running && member.connected) {
      hub.feed(new Input.Disconnected(member.id));
    }
  }

  private void connect(SimMember member) {
    if (member.running && hub.running && !member.connected) {
      member.connected = true;
      member.epoch++;
      member.feed(new io.twohop.core.spoke.Input.Connected());
    }
  }

  private long delay(SimMember member) {
    return member.number == 0 ? 1_000 : 50_000 + random.nextInt(5_000_000);
  }

  void toHub(SimMember member, Message message) {
    int epoch = member.epoch;
    long when = Math.max(nanos + delay(member), lastToHub.getOrDefault(member.number, 0L));
    lastToHub.put(member.number, when);
    at(
        when,
        () -> {
          if (hub.running && member.connected && member.epoch == epoch) {
            hub.feed(
                message instanceof Message.Hello hello
                    ? new Input.Connected(member.id, hello)
                    : new Input.Received(member.id, message));
          }
        });
  }

  @Override
  public void toMember(MemberId id, Message message) {
    for (SimMember member : members) {
      if (member.id.equals(id)) {
        int epoch = member.epoch;
        long when = Math.max(nanos + delay(member), lastToMember.getOrDefault(member.number, 0L));
        lastToMember.put(member.number, when);
        at(
            when,
            () -> {
              if (member.running && member.connected && member.epoch == epoch) {
                member.feed(new io.twohop.core.spoke.Input.Received(message));
                hub.feed(new Input.Room(id));
              }
            });
      }
    }
  }

  @Override
  public void dismiss(MemberId id, Message.Dismissal reason) {
    dismissals.add("member " + id + " was dismissed: " + reason);
  }

  @Override
  public void obtain(MemberId id, NodeId node, ContentHash hash) {
    for (SimMember member : members) {
      if (member.id.equals(id)) {
        int epoch = member.epoch;
        after(
            delay(member) * 3,
            () -> {
              if (hub.running && member.connected && member.epoch == epoch) {
                Bytes content = member.find(hash);
                if (content == null) {
                  hub.feed(new Input.Withdrawn(id, node, hash));
                } else {
                  hub.store(content);
                  hub.feed(new Input.Obtained(hash));
                }
              }
            });
      }
    }
  }

  /** A member asks the hub for a content. */
  void fetch(SimMember member, ContentHash hash) {
    int epoch = member.epoch;
    after(
        delay(member) * 3,
        () -> {
          if (hub.running && member.connected && member.epoch == epoch) {
            Bytes content = hub.content(hash);
            if (content == null) {
              member.feed(new io.twohop.core.spoke.Input.Unfetchable(hash, "gone"));
            } else {
              member.stage(content);
              member.feed(new io.twohop.core.spoke.Input.Fetched(hash));
            }
          }
        });
  }

  ContentHash digest(List<Operation> operations) {
    return ContentHash.ofContent(
        Bytes.owning(operations.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
