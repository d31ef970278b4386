package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
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
 * A change removes a directory into which this member, ahead of the change, moved what the change
 * is also about; and the directory has gone from the disk too.
 */
class AheadInRemovedTest {
  private static final MemberId OTHER = new MemberId(1);
  private static final NodeId DIRECTORY = new NodeId(OTHER, 7);
  private static final NodeId LINK = new NodeId(OTHER, 8);
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Entry MADE = new Entry.Directory(0755, OWNER);
  private static final Entry OLD = new Entry.Symlink(Bytes.copyOf(new byte[] {'o'}), OWNER);
  private static final Entry NEW = new Entry.Symlink(Bytes.copyOf(new byte[] {'n'}), OWNER);

  private final MemoryIndex index = new MemoryIndex();
  private final SpokeMachine machine =
      new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
  private final List<Action> planned = new ArrayList<>();
  private long nowNanos;

  /** Made for one and removed for the other, it would come and go for ever. */
  @Test
  void theDirectory_isNotMadeAgain_andTheChangePasses() {
    index.put(row(DIRECTORY, "d", MADE));
    index.put(row(LINK, "l", OLD));
    step(new Input.ScanComplete());
    step(new Input.Connected());
    step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)));
    step(new Input.Received(new Message.CaughtUp(0)));
    step(present(LINK, DIRECTORY, "l", OLD));
    Operation body = new Operation.Body(LINK, 3, Facets.ALL, NEW);
    Operation removal = new Operation.Remove(DIRECTORY, 3, 3);
    step(
        new Input.Received(
            new Message.Change(5, 1, new MemberId(5), 1, List.of(removal, body), List.of())));
    assertThat(planned).isEmpty();
    step(new Input.Looked(List.of(new Finding.Missing(DIRECTORY, NodeId.ROOT, name("d"), true))));

    step(new Input.Received(new Message.Answer(1, 6, List.of(new Verdict.Accepted()))));
    step(new Input.Woke());
    step(new Input.Received(new Message.Answer(2, 0, List.of(new Verdict.Known(5)))));

    assertThat(planned).isEmpty();
    assertThat(index.node(DIRECTORY)).isNull();
    assertThat(index.node(LINK)).isNotNull();
  }

  private void step(Input input) {
    nowNanos += 10_000_000_000L;
    for (Effect effect : machine.step(input, nowNanos)) {
      if (effect instanceof Effect.Apply apply) {
        planned.addAll(apply.plan().actions());
      }
    }
  }

  private static Input present(NodeId node, NodeId parent, String name, Entry entry) {
    return new Input.Looked(
        List.of(
            new Finding.Present(node, parent, name(name), entry, Facets.NONE, seen(node), null)));
  }

  private static Name name(String text) {
    return Name.of(text);
  }

  private static Row row(NodeId node, String name, Entry entry) {
    return new Row(new NodeState(node, NodeId.ROOT, name(name), 3, entry, 3), seen(node));
  }

  private static Fingerprint seen(NodeId node) {
    return new Fingerprint(node.counter(), TIME, 0, TIME, TIME, 0755, 0, 0);
  }
}
