package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import org.junit.jupiter.api.Test;

class ToldByParentTest {
  private static final Entry DIRECTORY = new Entry.Directory(0755, new Owner("root", 0, "root", 0));
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final NodeId OUTER = new NodeId(new MemberId(1), 1);
  private static final NodeId INNER = new NodeId(new MemberId(1), 2);
  private static final NodeId THIRD = new NodeId(new MemberId(1), 3);

  private final MemoryIndex index = new MemoryIndex();
  private final LocalTree local = new LocalTree(index);

  ToldByParentTest() {
    index.put(row(OUTER, NodeId.ROOT, "outer"));
    index.put(row(INNER, OUTER, "inner"));
  }

  @Test
  void aRemoval_belowADirectoryThatIsRemoved_isToldByThat() {
    Local outer = gone(OUTER);
    Local inner = gone(INNER);

    assertThat(Proposer.isToldByParent(index, local, inner)).isTrue();
    assertThat(Proposer.isToldByParent(index, local, outer)).isFalse();
  }

  @Test
  void aRemoval_ofWhatTheDirectoryAboveWasMovedInto_isToldByItself() {
    local.set(OUTER, new Disk(INNER, Name.of("outer"), DIRECTORY, seen(OUTER))).state =
        Local.State.WISHED;

    assertThat(Proposer.isToldByParent(index, local, gone(INNER))).isFalse();
  }

  /** The outer one was removed inside a third, which had been moved into the inner one. */
  @Test
  void removals_thatEachAreBelowTheOther_areBothTold() {
    index.put(row(THIRD, NodeId.ROOT, "third"));
    index.put(row(OUTER, THIRD, "outer"));
    local.set(THIRD, new Disk(INNER, Name.of("third"), DIRECTORY, seen(THIRD))).state =
        Local.State.WISHED;
    Local outer = gone(OUTER);
    Local inner = gone(INNER);

    assertThat(Proposer.isToldByParent(index, local, outer)).isFalse();
    assertThat(Proposer.isToldByParent(index, local, inner)).isFalse();
  }

  private Local gone(NodeId node) {
    Local gone = local.set(node, null);
    gone.state = Local.State.WISHED;
    return gone;
  }

  private static Row row(NodeId node, NodeId parent, String name) {
    return new Row(new NodeState(node, parent, Name.of(name), 3, DIRECTORY, 3), seen(node));
  }

  private static Fingerprint seen(NodeId node) {
    return new Fingerprint(node.counter(), TIME, 0, TIME, TIME, 0755, 0, 0);
  }
}
