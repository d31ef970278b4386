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
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A file was moved out of a directory, the hub did not let it, and the directory was removed. */
class KeptAboveTest {
  private static final MemberId OTHER = new MemberId(1);
  private static final NodeId REMOVED = new NodeId(OTHER, 7);
  private static final NodeId RETURNING = new NodeId(OTHER, 8);
  private static final NodeId BESIDE = new NodeId(OTHER, 9);
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Entry DIRECTORY = new Entry.Directory(0755, OWNER);
  private static final Entry LINK = new Entry.Symlink(Bytes.copyOf(new byte[] {'x'}), OWNER);

  private final MemoryIndex index = new MemoryIndex();
  private final SpokeMachine machine =
      new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
  private long nowNanos;

  @Test
  void whatIsBesideIt_isRemovedAtOnce_notWithTheNextThatHappens() {
    index.put(row(REMOVED, NodeId.ROOT, "a", DIRECTORY));
    index.put(row(RETURNING, REMOVED, "returning", LINK));
    index.put(row(BESIDE, REMOVED, "beside", LINK));
    step(new Input.ScanComplete());
    step(new Input.Connected());
    step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)));
    step(new Input.Received(new Message.CaughtUp(0)));
    step(
        new Input.Looked(
            List.of(
                new Finding.Present(
                    RETURNING,
                    NodeId.ROOT,
                    Name.of("elsewhere"),
                    LINK,
                    Facets.NONE,
                    seen(RETURNING),
                    null))));
    List<Verdict> moved = List.of(new Verdict.Lost(Verdict.Reason.MOVED));
    step(new Input.Received(new Message.Answer(1, 0, moved)));
    Finding missing = new Finding.Missing(REMOVED, NodeId.ROOT, Name.of("a"), true);
    step(new Input.Looked(List.of(missing)));

    assertThat(step(new Input.Woke())).containsExactly(new Operation.Remove(BESIDE, 3, 3));
  }

  /** What is proposed in this step. */
  private List<Operation> step(Input input) {
    nowNanos += 100_000_000;
    List<Operation> proposed = new ArrayList<>();
    for (Effect effect : machine.step(input, nowNanos)) {
      if (effect instanceof Effect.Send send
          && send.message() instanceof Message.Propose proposal) {
        proposed.addAll(proposal.operations());
      }
    }
    return proposed;
  }

  private static Row row(NodeId node, NodeId parent, String name, Entry entry) {
    return new Row(new NodeState(node, parent, Name.of(name), 3, entry, 3), seen(node));
  }

  private static Fingerprint seen(NodeId node) {
    return new Fingerprint(node.counter(), TIME, 0, TIME, TIME, 0755, 0, 0);
  }
}
