package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
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
import io.twohop.model.Report;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A directory that was thought to be gone is found after it was planned to be made again. */
class OvertakenPlanTest {
  private static final NodeId DIRECTORY = new NodeId(new MemberId(1), 7);
  private static final NodeId PARENT = new NodeId(new MemberId(1), 8);
  private static final Entry ENTRY = new Entry.Directory(0755, new Owner("root", 0, "root", 0));
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Name OLD = Name.of("old");
  private static final Name HUBS = Name.of("hubs");
  private static final Name FOUND = Name.of("found");

  private final MemoryIndex index = new MemoryIndex();
  private final SpokeMachine machine =
      new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
  private long nowNanos;

  /** Two have its name then, and only one of them is it. */
  @Test
  void whereItWasFound_isLookedAtAgain() {
    long ticket = planned(NodeId.ROOT);
    step(new Input.Looked(List.of(found(DIRECTORY, NodeId.ROOT, FOUND, 7))));

    Report made = new Report(ticket, List.of(new Report.Done(DIRECTORY, seen(9), "")), null);
    List<Effect> effects = step(new Input.Applied(made));

    assertThat(machine.at(NodeId.ROOT, HUBS)).isEqualTo(DIRECTORY);
    assertThat(effects).contains(new Effect.Look(NodeId.ROOT, FOUND));
  }

  /** No directory is below itself, so what was made is another one. */
  @Test
  void whereItWasMade_isLookedAtAgain_ifThatWasMovedIntoIt() {
    index.put(new Row(new NodeState(PARENT, NodeId.ROOT, HUBS, 3, ENTRY, 3), seen(8)));
    long ticket = planned(PARENT);
    step(
        new Input.Looked(
            List.of(found(DIRECTORY, NodeId.ROOT, FOUND, 7), found(PARENT, DIRECTORY, FOUND, 8))));

    Report made = new Report(ticket, List.of(new Report.Done(DIRECTORY, seen(9), "")), null);
    List<Effect> effects = step(new Input.Applied(made));

    assertThat(machine.at(NodeId.ROOT, FOUND)).isEqualTo(DIRECTORY);
    assertThat(machine.at(DIRECTORY, FOUND)).isEqualTo(PARENT);
    assertThat(effects).contains(new Effect.Look(PARENT, HUBS));
  }

  /** The ticket of the plan that makes the directory again, where the hub has it. */
  private long planned(NodeId parent) {
    index.put(new Row(new NodeState(DIRECTORY, NodeId.ROOT, OLD, 3, ENTRY, 3), seen(7)));
    step(new Input.ScanComplete());
    step(new Input.Connected());
    step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)));
    step(new Input.Received(new Message.CaughtUp(0)));
    Finding missing = new Finding.Missing(DIRECTORY, NodeId.ROOT, OLD, true);
    step(new Input.Looked(List.of(missing)));
    step(new Input.Woke());
    Operation move = new Operation.Move(DIRECTORY, 3, parent, HUBS);
    step(
        new Input.Received(new Message.Change(4, 1, new MemberId(5), 1, List.of(move), List.of())));
    List<Verdict> edited = List.of(new Verdict.Lost(Verdict.Reason.EDITED));
    return step(new Input.Received(new Message.Answer(1, 0, edited))).stream()
        .filter(Effect.Apply.class::isInstance)
        .map(effect -> ((Effect.Apply) effect).plan().ticket())
        .findFirst()
        .orElseThrow();
  }

  private static Finding found(NodeId node, NodeId parent, Name name, long inode) {
    return new Finding.Present(node, parent, name, ENTRY, Facets.NONE, seen(inode), null);
  }

  private List<Effect> step(Input input) {
    nowNanos += 10_000_000_000L;
    return machine.step(input, nowNanos);
  }

  private static Fingerprint seen(long inode) {
    return new Fingerprint(inode, TIME, 0, TIME, TIME, 0755, 0, 0);
  }
}
