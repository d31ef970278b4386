package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Finding;
import io.twohop.model.Fingerprint;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a power cut left of a node comes back only if nothing about it is being decided. */
class MayPutBackTest {
  private static final NodeId NODE = new NodeId(new MemberId(1), 7);
  private static final NodeId OTHER = new NodeId(new MemberId(1), 8);
  private static final Name NAME = Name.of("f");
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Fingerprint SEEN = new Fingerprint(9, TIME, 3, TIME, TIME, 0644, 0, 0);

  @Test
  void aNodeWhoseRemovalWasProposed_doesNotComeBack() {
    Owner root = new Owner("root", 0, "root", 0);
    Bytes content = Bytes.copyOf(new byte[] {1, 2, 3});
    Entry file = new Entry.RegularFile(ContentHash.ofContent(content), 3, 0644, root, TIME);
    MemoryIndex index = new MemoryIndex();
    index.put(new Row(new NodeState(NODE, NodeId.ROOT, NAME, 3, file, 3), SEEN));
    SpokeMachine machine =
        new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
    machine.step(new Input.Connected(), 0);
    machine.step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)), 0);
    machine.step(new Input.Received(new Message.CaughtUp(0)), 0);
    machine.step(new Input.ScanComplete(), 0);
    assertThat(machine.mayPutBack(NODE)).isTrue();
    assertThat(machine.mayPutBack(OTHER)).isFalse();

    machine.step(new Input.Looked(List.of(new Finding.Missing(NODE, NodeId.ROOT, NAME, true))), 1);
    machine.step(new Input.Woke(), 10_000_000_000L);
    assertThat(machine.mayPutBack(NODE)).as("after the delete wait").isFalse();
  }
}
