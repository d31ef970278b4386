package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
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

/** Two directories were exchanged, and one half of it has been seen. */
class AwayTest {
  private static final MemberId OTHER = new MemberId(1);
  private static final NodeId AWAY = new NodeId(OTHER, 7);
  private static final NodeId LINK = new NodeId(OTHER, 8);
  private static final NodeId RIVAL = new NodeId(OTHER, 9);
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Entry DIRECTORY = new Entry.Directory(0755, OWNER);
  private static final Entry SYMLINK = new Entry.Symlink(Bytes.copyOf(new byte[] {'x'}), OWNER);

  private final MemoryIndex index = new MemoryIndex();
  private final SpokeMachine machine;
  private final List<Action> planned = new ArrayList<>();
  private long nowNanos;

  AwayTest() {
    index.put(row(AWAY, NodeId.ROOT, "a", DIRECTORY));
    index.put(row(RIVAL, NodeId.ROOT, "b", DIRECTORY));
    index.put(row(LINK, AWAY, "link", SYMLINK));
    machine =
        new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
    step(new Input.ScanComplete());
    step(new Input.Connected());
    step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)));
    step(new Input.Received(new Message.CaughtUp(0)));
    step(found(RIVAL, "a"));
    Operation gone = new Operation.Remove(LINK, 3, 3);
    step(
        new Input.Received(new Message.Change(4, 1, new MemberId(5), 1, List.of(gone), List.of())));
    assertThat(index.node(LINK)).isNull();
    assertThat(planned).isEmpty();
  }

  @Test
  void whatWasRemovedInADirectory_thatIsFoundElsewhere_goesThere() {
    step(found(AWAY, "b"));
    step(new Input.Woke());
    assertThat(planned).hasSize(1);
    assertThat(planned.getFirst()).isInstanceOf(Action.Discard.class);
    assertThat(planned.getFirst().node()).isEqualTo(LINK);
  }

  @Test
  void whatWasRemovedInADirectory_thatIsGone_isForgottenWithIt() {
    nowNanos += 1_000_000_000;
    step(new Input.Woke());
    assertThat(machine.lastProposal()).as("it was not found elsewhere").isEqualTo(1);
    Operation gone = new Operation.RemoveTree(AWAY, 3, new Cursor(4, List.of()));
    step(
        new Input.Received(new Message.Change(5, 1, new MemberId(5), 2, List.of(gone), List.of())));
    List<Verdict> verdicts = List.of(new Verdict.Known(5));
    step(new Input.Received(new Message.Answer(1, 0, verdicts)));
    step(new Input.Woke());
    assertThat(machine.seen(LINK)).isNull();
    assertThat(planned).isEmpty();
  }

  private void step(Input input) {
    nowNanos += 1_000_000;
    for (Effect effect : machine.step(input, nowNanos)) {
      if (effect instanceof Effect.Apply apply) {
        planned.addAll(apply.plan().actions());
      }
    }
  }

  private static Input found(NodeId node, String name) {
    return new Input.Looked(
        List.of(
            new Finding.Present(
                node, NodeId.ROOT, Name.of(name), DIRECTORY, Facets.NONE, seen(node), null)));
  }

  private static Row row(NodeId node, NodeId parent, String name, Entry entry) {
    return new Row(new NodeState(node, parent, Name.of(name), 3, entry, 3), seen(node));
  }

  private static Fingerprint seen(NodeId node) {
    return new Fingerprint(node.counter(), TIME, 0, TIME, TIME, 0755, 0, 0);
  }
}
