package io.twohop.sim.core;

import io.twohop.core.hub.Effect;
import io.twohop.core.hub.HubMachine;
import io.twohop.core.hub.Input;
import io.twohop.core.hub.JournalRecord;
import io.twohop.core.hub.Replay;
import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.NodeState;
import io.twohop.sim.MemoryHeads;
import io.twohop.sim.MemoryJournal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The hub: the real machine over a journal and heads in memory, and in small what the shell does
 * around it.
 */
public final class SimHub {
  private final HubWorld world;
  public final MemoryJournal journal = new MemoryJournal();
  public final MemoryHeads heads = new MemoryHeads(true);

  /** Large contents, durable. */
  private final Map<ContentHash, Bytes> store = new TreeMap<>();

  /** Small contents that some record brought. */
  private final Map<ContentHash, Bytes> small = new TreeMap<>();

  public final List<Bytes> keep = new ArrayList<>();
  public HubMachine machine;
  public boolean running;
  private int term;
  private int starts;
  private long appended;

  public SimHub(HubWorld world) {
    this.world = world;
    this.machine = start();
  }

  public HubMachine start() {
    Replay replay = new Replay(heads);
    journal.after(heads.lastSeq()).forEach(replay::replay);
    JournalRecord.Term begins = new JournalRecord.Term(1_000_000L + ++term);
    journal.append(List.of(begins));
    journal.flush();
    replay.replay(begins);
    appended = 0;
    starts++;
    running = true;
    machine = new HubMachine(heads, journal, store::containsKey);
    return machine;
  }

  /** Loses what was not flushed, or a part of it. */
  public void crash() {
    running = false;
    journal.crash(world.random().nextInt(journal.volatileCount() + 1));
    heads.crash();
  }

  public void feed(Input first) {
    ArrayDeque<Input> inputs = new ArrayDeque<>(List.of(first));
    while (!inputs.isEmpty() && running) {
      Input input = inputs.removeFirst();
      world.trace(() -> "hub < " + input);
      for (Effect effect : machine.step(input)) {
        world.trace(() -> "hub > " + effect);
        perform(effect);
      }
    }
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Send s -> world.toMember(s.to(), withContents(s.message()));
      case Effect.Append a -> append(a.record());
      case Effect.Keep k -> {
        if (k.loss().entry() instanceof Entry.RegularFile file) {
          keep.add(lost(file, k.contents()));
        }
      }
      case Effect.Obtain o -> world.obtain(o.from(), o.node(), o.content());
      case Effect.Disconnect d -> world.dismiss(d.member(), d.reason());
    }
  }

  private Bytes lost(Entry.RegularFile file, List<Bytes> contents) {
    for (Bytes content : contents) {
      if (SimDisk.hash(content).equals(file.content())) {
        return content;
      }
    }
    Bytes large = file.sizeBytes() == 0 ? Bytes.EMPTY : content(file.content());
    if (large == null) {
      throw new IllegalStateException("lost without its content: " + file);
    }
    return large;
  }

  private void append(JournalRecord record) {
    journal.append(List.of(record));
    appended++;
    if (record instanceof JournalRecord.Accepted accepted) {
      accepted.contents().forEach(c -> small.put(SimDisk.hash(c), c));
      world.statistics().accepted++;
    }
    int born = starts;
    world.after(
        world.random().nextInt(2_000_000),
        () -> {
          if (running && born == starts) {
            journal.flush();
            feed(new Input.Persisted(appended));
          }
        });
  }

  private Message withContents(Message message) {
    if (!(message instanceof Message.Present present)) {
      return message;
    }
    List<Bytes> contents = new ArrayList<>();
    for (NodeState state : present.nodes()) {
      Bytes content =
          state.entry() instanceof Entry.RegularFile file ? small.get(file.content()) : null;
      if (content != null) {
        contents.add(content);
      }
    }
    return new Message.Present(present.nodes(), contents);
  }

  public @Nullable Bytes content(ContentHash hash) {
    Bytes large = store.get(hash);
    return large != null ? large : small.get(hash);
  }

  public void store(Bytes content) {
    store.put(SimDisk.hash(content), content);
  }

  public MemberId ownMember() {
    return new MemberId(1_000L + term);
  }

  /** All contents that the journal or the keep can give back. */
  public List<Bytes> held() {
    List<Bytes> held = new ArrayList<>(keep);
    held.addAll(store.values());
    held.addAll(small.values());
    return held;
  }
}
