package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
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

/** What is blocked here when the hub tells its present state. */
class BlockedBeyondListTest {
  private static final NodeId NODE = new NodeId(new MemberId(1), 7);
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Entry LINK = new Entry.Symlink(Bytes.copyOf(new byte[] {'x'}), OWNER);

  private final MemoryIndex index = new MemoryIndex();

  @Test
  void whatIsNewerThanTheList_andNotInIt_staysBlocked() {
    tellNothingUpTo(Message.Start.PRESENT, 41);
    assertThat(index.blocked(NODE)).isNotNull();
  }

  @Test
  void whatIsOlderThanTheList_andNotInIt_isNoMore() {
    tellNothingUpTo(Message.Start.PRESENT, 42);
    assertThat(index.blocked(NODE)).isNull();
  }

  @Test
  void whatTheHubHasLost_isNoMore() {
    tellNothingUpTo(Message.Start.LOST_TAIL, 41);
    assertThat(index.blocked(NODE)).isNull();
  }

  private void tellNothingUpTo(Message.Start start, long seq) {
    NodeState wanted = new NodeState(NODE, NodeId.ROOT, Name.of("n"), 42, LINK, 42);
    index.putBlocked(new Blocked(wanted, null));
    SpokeMachine machine =
        new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
    machine.step(new Input.ScanComplete(), 0);
    machine.step(new Input.Connected(), 0);
    machine.step(new Input.Received(new Message.Welcome(List.of(), start, 0)), 0);
    machine.step(new Input.Received(new Message.PresentEnd(seq)), 0);
  }
}
