package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TakenNameTest {
  private static final Entry DIRECTORY = new Entry.Directory(0755, new Owner("root", 0, "root", 0));
  private static final NodeId STUCK = new NodeId(new MemberId(1), 1);
  private static final NodeId NEW = new NodeId(new MemberId(1), 2);
  private static final Name NAME = Name.of("a");

  /** The disk has the stuck one elsewhere, so that the name is free there. */
  @Test
  void aNode_thatGetsTheNameOfOneThatCouldNotLeaveYet_waitsForThat() {
    MemoryIndex index = new MemoryIndex();
    Timestamp time = new Timestamp(5, 0);
    Fingerprint seen = new Fingerprint(9, time, 0, time, time, 0755, 0, 0);
    NodeState stuck = new NodeState(STUCK, NodeId.ROOT, NAME, 3, DIRECTORY, 3);
    index.put(new Row(stuck, seen));
    index.putBlocked(new Blocked(stuck.movedTo(NodeId.ROOT, Name.of("z"), 4), null));
    LocalTree local = new LocalTree(index);
    local.set(STUCK, new Disk(NodeId.ROOT, Name.of("b"), DIRECTORY, seen)).state =
        Local.State.YIELDED;
    List<Operation> taken = List.of(new Operation.Create(NEW, NodeId.ROOT, NAME, DIRECTORY));
    Incoming change = new Incoming(1, new Matter.Accepted(5, false, taken), Map.of());

    assertThat(
            Planner.plan(
                index,
                local,
                new Recollection(local, new Inbox(index)),
                Set.of(),
                Set.of(),
                change))
        .as("no two rows have one name")
        .isEqualTo(new Next.Impossible(STUCK));
  }
}
