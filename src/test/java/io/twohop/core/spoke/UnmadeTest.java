package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Owner;
import io.twohop.sim.MemoryIndex;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnmadeTest {
  private static final NodeId NODE = new NodeId(new MemberId(1), 7);
  private static final Entry.Directory DIRECTORY =
      new Entry.Directory(0755, new Owner("root", 0, "root", 0));

  /** The change that asked for it is settled, so the hub never sends it again. */
  @Test
  void aNode_thatTheLastProcessDidNotMake_isMadeByTheNext() {
    MemoryIndex index = new MemoryIndex();
    index.put(new Row(new NodeState(NODE, NodeId.ROOT, Name.of("d"), 3, DIRECTORY, 3), null));

    SpokeMachine machine =
        new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
    machine.step(new Input.Connected(), 0);
    List<Effect> effects = machine.step(new Input.ScanComplete(), 0);

    assertThat(effects)
        .filteredOn(Effect.Apply.class::isInstance)
        .flatExtracting(e -> ((Effect.Apply) e).plan().actions())
        .containsExactly(new Action.MakeDirectory(NODE, NodeId.ROOT, Name.of("d"), DIRECTORY));
  }
}
