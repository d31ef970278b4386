package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Finding;
import io.twohop.model.Fingerprint;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the last process had not made as it should be. The changes that asked for it are settled, so
 * the hub never sends them again.
 */
class UnshownTest {
  private static final NodeId NODE = new NodeId(new MemberId(1), 7);
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Name NAME = Name.of("n");
  private static final Timestamp TIME = new Timestamp(5, 123);
  private static final Entry.Directory DIRECTORY = new Entry.Directory(0755, OWNER);
  private static final Entry.RegularFile FILE =
      new Entry.RegularFile(ContentHash.ofContent(Bytes.EMPTY), 0, 0664, OWNER, TIME);

  private final MemoryIndex index = new MemoryIndex();
  private long nowNanos;

  @Test
  void aNode_thatTheLastProcessDidNotMake_isMadeByTheNext() {
    index.put(new Row(state(DIRECTORY), null));
    assertThat(actions(started(machine())))
        .containsExactly(new Action.MakeDirectory(NODE, NodeId.ROOT, NAME, DIRECTORY));
  }

  @Test
  void aMode_thatTheLastProcessDidNotSet_isSetByTheNext() {
    Fingerprint seen = seen(0644, TIME);
    index.put(new Row(state(FILE), seen));
    Facets mode = new Facets(false, true, false, false);
    assertThat(actions(started(machine())))
        .containsExactly(new Action.SetMetadata(NODE, NodeId.ROOT, NAME, mode, FILE, seen));
  }

  @Test
  void aTime_thatTheLastProcessDidNotSet_isSetByTheNext() {
    Fingerprint seen = seen(0664, new Timestamp(4, 123));
    index.put(new Row(state(FILE), seen));
    Facets time = new Facets(false, false, false, true);
    assertThat(actions(started(machine())))
        .containsExactly(new Action.SetMetadata(NODE, NodeId.ROOT, NAME, time, FILE, seen));
  }

  /** Also the bits that are never carried are in the fingerprint. */
  @Test
  void aFile_onAFileSystemOfWholeSeconds_isAsItShouldBe() {
    index.put(new Row(state(FILE), seen(04664, new Timestamp(TIME.seconds(), 0))));
    assertThat(actions(started(machine()))).isEmpty();
  }

  /** Whoever removed it had seen its content. */
  @Test
  void aFile_thatWasRemovedMeanwhile_isRemovedEverywhere() {
    index.put(new Row(state(FILE), seen(0644, TIME)));
    SpokeMachine machine = machine();
    Finding gone = new Finding.Missing(NODE, NodeId.ROOT, NAME, false);
    machine.step(new Input.Looked(List.of(gone)), nowNanos);
    List<Effect> effects = started(machine);
    assertThat(actions(effects)).isEmpty();
    assertThat(effects)
        .filteredOn(e -> e instanceof Effect.Send s && s.message() instanceof Message.Propose)
        .flatExtracting(e -> ((Message.Propose) ((Effect.Send) e).message()).operations())
        .containsExactly(new Operation.Remove(NODE, 3, 3));
  }

  private SpokeMachine machine() {
    return new SpokeMachine(index, new CountedNumbers(), o -> FILE.content());
  }

  private List<Effect> started(SpokeMachine machine) {
    List<Effect> effects = new ArrayList<>();
    List<Input> inputs =
        List.of(
            new Input.ScanComplete(),
            new Input.Connected(),
            new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)),
            new Input.Received(new Message.CaughtUp(0)));
    for (Input input : inputs) {
      nowNanos += 10_000_000_000L;
      effects.addAll(machine.step(input, nowNanos));
    }
    return effects;
  }

  private static List<Action> actions(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Apply.class::isInstance)
        .flatMap(e -> ((Effect.Apply) e).plan().actions().stream())
        .toList();
  }

  private static NodeState state(Entry entry) {
    return new NodeState(NODE, NodeId.ROOT, NAME, 3, entry, 3);
  }

  private static Fingerprint seen(int mode, Timestamp mtime) {
    return new Fingerprint(9, TIME, 0, mtime, TIME, mode, 0, 0);
  }
}
