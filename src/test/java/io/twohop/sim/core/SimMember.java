package io.twohop.sim.core;

import io.twohop.core.message.Message;
import io.twohop.core.spoke.Effect;
import io.twohop.core.spoke.Input;
import io.twohop.core.spoke.Numbers;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Finding;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.sim.MemoryIndex;
import io.twohop.sim.core.SimDisk.Inode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One member: the real machine, and in small what the shell does around it. */
final class SimMember {
  private record Hint(long directory, Name name) {}

  final int number;
  final SimDisk disk;
  final SimUser user;
  private final CoreSimulation world;
  private final MemoryIndex index = new MemoryIndex();
  private final Map<ContentHash, Bytes> staged = new TreeMap<>();
  private final Set<Hint> hints = new LinkedHashSet<>();

  MemberId id;
  SpokeMachine machine;
  SimLook look;
  private SimApply apply;
  private long counter = 1;
  private long proposals = 1;
  boolean running = true;
  boolean connected;

  /**
   * Grows with each session and each crash, so that what belongs to an older one is not delivered.
   */
  int epoch;

  private int crashes;
  private long wakeAtNanos = Long.MAX_VALUE;
  private int acting;

  SimMember(CoreSimulation world, int number, MemberId id) {
    this.world = world;
    this.number = number;
    this.id = id;
    this.disk = new SimDisk(1 + number * 1_000_000L, world.ledger::superseded);
    this.user =
        new SimUser(
            disk,
            world.random.split(),
            "m" + number + ".",
            this::changed,
            world.statistics.operations);
    boot();
  }

  private void boot() {
    machine = new SpokeMachine(index, new Counters(), world::digest);
    look = new SimLook(disk, machine);
    SimApply before = apply;
    apply = new SimApply(disk, look, staged::get, this::interrupt);
    if (before != null) {
      apply.inherit(before);
    }
  }

  private final class Counters implements Numbers {
    @Override
    public MemberId member() {
      return id;
    }

    @Override
    public long nextNode() {
      return counter++;
    }

    @Override
    public long nextProposal() {
      return proposals++;
    }
  }

  /** A user of this member acts between two system calls of ours, now and then. */
  private void interrupt() {
    if (world.chaotic() && acting == 0 && world.random.nextInt(25) == 0) {
      act();
    }
  }

  void act() {
    acting++;
    String done = user.act();
    acting--;
    if (!done.isEmpty()) {
      world.trace(() -> number + " user " + done);
    }
    if (running && !hints.isEmpty()) {
      world.after(world.random.nextInt(20_000_000), this::lookAtHints);
    }
  }

  private void changed(Inode directory, Name name) {
    Inode there = directory.names.get(name);
    if (there != null && there.kind == SimDisk.Kind.FILE) {
      world.ledger.wrote(there.content);
    }
    if (running) {
      hints.add(new Hint(directory.number, name));
    }
  }

  private void lookAtHints() {
    if (!running || hints.isEmpty()) {
      return;
    }
    if (world.chaotic() && world.random.nextInt(40) == 0) {
      world.statistics.fault("overflow");
      hints.clear();
      scanAll();
      return;
    }
    List<Hint> now = new ArrayList<>(hints);
    hints.clear();
    for (Hint hint : now) {
      NodeId directory =
          hint.directory() == disk.root.number ? NodeId.ROOT : nodeOf(hint.directory());
      if (directory != null && look.directory(directory) == null) {
        // It was moved, and that was not looked at yet, or it is gone and will be forgotten.
        hints.add(hint);
      } else if (directory != null) {
        feed(new Input.Looked(look.at(directory, hint.name(), true)));
      }
    }
    if (!hints.isEmpty()) {
      world.after(5_000_000, this::lookAtHints);
    }
  }

  private @Nullable NodeId nodeOf(long inode) {
    return machine.byInode(inode, new io.twohop.model.Timestamp(inode, 0));
  }

  /** Looks at everything; what is missing is only said once all was seen. */
  void scanAll() {
    List<Finding> missing = new ArrayList<>();
    ArrayDeque<NodeId> todo = new ArrayDeque<>(List.of(NodeId.ROOT));
    while (!todo.isEmpty()) {
      NodeId directory = todo.removeFirst();
      List<Finding> here = new ArrayList<>();
      for (Finding finding : look.into(directory, false)) {
        (finding instanceof Finding.Missing ? missing : here).add(finding);
      }
      feed(new Input.Looked(here));
      for (NodeId child : machine.children(directory)) {
        SpokeMachine.Seen seen = machine.seen(child);
        if (seen != null && seen.entry().isDirectory()) {
          todo.add(child);
        }
      }
    }
    for (Finding finding : missing) {
      Finding.Missing gone = (Finding.Missing) finding;
      SpokeMachine.Seen seen = machine.seen(gone.node());
      Inode parent = seen == null ? null : look.directory(seen.parent());
      Inode there = seen == null || parent == null ? null : parent.names.get(seen.name());
      boolean stillGone =
          seen != null
              && parent != null
              && (there == null || there.number != seen.fingerprint().inode());
      if (stillGone) {
        feed(new Input.Looked(List.of(gone)));
      }
    }
    feed(new Input.ScanComplete());
  }

  // ---- the shell

  void feed(Input first) {
    ArrayDeque<Supplier<Input>> inputs = new ArrayDeque<>();
    inputs.add(() -> first);
    while (!inputs.isEmpty()) {
      Input input = inputs.removeFirst().get();
      world.trace(() -> number + " < " + input);
      for (Effect effect : machine.step(input, world.now())) {
        world.trace(() -> number + " > " + effect);
        perform(effect, inputs);
      }
    }
  }

  private void perform(Effect effect, ArrayDeque<Supplier<Input>> inputs) {
    switch (effect) {
      case Effect.Send s -> world.toHub(this, s.message());
      case Effect.Apply a -> {
        Input applied = new Input.Applied(apply.apply(a.plan(), a.contents()));
        // A look in between would see our own work as somebody else's.
        inputs.addFirst(() -> applied);
        world.after(world.random.nextInt(30_000_000), this::examine);
      }
      case Effect.Fetch f -> world.fetch(this, f.content());
      case Effect.Look l ->
          inputs.add(() -> new Input.Looked(look.at(l.parent(), l.name(), false)));
      case Effect.LookInto l -> inputs.add(() -> new Input.Looked(look.into(l.directory(), false)));
      case Effect.Unite u -> {}
      case Effect.Settle s -> settle(s.token());
      case Effect.WakeAt w -> wakeAt(w.nanos());
      case Effect.Ready r -> {}
      case Effect.BarrierReached b -> {}
      case Effect.Dismissed d -> {
        if (d.reason() == Message.Dismissal.PROTOCOL_ERROR) {
          throw new IllegalStateException("member " + number + " broke the protocol");
        }
      }
      case Effect.Blocked b -> world.statistics.note("blocked: " + b.why());
      case Effect.Note n -> world.statistics.note(n.text());
    }
  }

  private void settle(long token) {
    machine.reach();
    Runnable commit = index.begin();
    int born = crashes;
    world.after(
        world.random.nextInt(5_000_000),
        () -> {
          if (running && born == crashes) {
            commit.run();
            feed(new Input.Settled(token));
          }
        });
  }

  private void examine() {
    if (running) {
      for (Input.Raced raced : apply.examine()) {
        world.statistics.fault("raced edit");
        Bytes content = apply.contentOf(raced);
        staged.put(SimDisk.hash(content), content);
        feed(raced);
      }
    }
  }

  private void wakeAt(long nanos) {
    if (nanos < wakeAtNanos) {
      wakeAtNanos = nanos;
      int born = crashes;
      world.at(
          nanos,
          () -> {
            if (running && born == crashes && wakeAtNanos <= world.now()) {
              wakeAtNanos = Long.MAX_VALUE;
              feed(new Input.Woke());
            }
          });
    }
  }

  /** The content with this hash on the disk or in the stage, or null. */
  @Nullable Bytes find(ContentHash hash) {
    List<Bytes> found = new ArrayList<>();
    disk.eachContent(content -> {
      if (SimDisk.hash(content).equals(hash)) {
        found.add(content);
      }
    });
    return found.isEmpty() ? staged.get(hash) : found.getFirst();
  }

  void stage(Bytes content) {
    staged.put(SimDisk.hash(content), content);
  }

  // ---- faults

  void cut() {
    if (connected) {
      connected = false;
      epoch++;
      feed(new Input.Disconnected());
    }
  }

  /** Ends the process without a word; the disk stays, what was not committed of the index goes. */
  void crash() {
    running = false;
    connected = false;
    epoch++;
    crashes++;
    hints.clear();
    wakeAtNanos = Long.MAX_VALUE;
    index.crash();
  }

  void restart(MemberId newId) {
    if (!newId.equals(id)) {
      id = newId;
      counter = 1;
      proposals = 1;
    }
    counter += 1_000;
    proposals += 1_000;
    running = true;
    boot();
    scanAll();
    world.after(1, this::examine);
  }

  boolean isQuiet() {
    return running
        && connected
        && hints.isEmpty()
        && machine.isQuiet()
        && machine.blocked().isEmpty()
        && apply.held().isEmpty();
  }

  boolean has(long seq) {
    return machine.visible().low() >= seq;
  }

  List<Bytes> held() {
    List<Bytes> held = new ArrayList<>(apply.held());
    held.addAll(staged.values());
    return held;
  }
}
