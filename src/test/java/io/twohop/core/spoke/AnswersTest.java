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

class AnswersTest {
  private static final Entry DIRECTORY = new Entry.Directory(0755, new Owner("root", 0, "root", 0));
  private static final NodeId NODE = new NodeId(new MemberId(1), 1);
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Fingerprint SEEN = new Fingerprint(9, TIME, 0, TIME, TIME, 0755, 0, 0);

  private final MemoryIndex index = new MemoryIndex();
  private final LocalTree local = new LocalTree(index);
  private final Answers answers = new Answers(index, local, new Inbox(index), effect -> {});

  /** Whatever is to be done about the node from then on would wait for it for ever. */
  @Test
  void aChange_thatPassedWithoutBeingMade_leavesNothingHeld() {
    Row row = new Row(new NodeState(NODE, NodeId.ROOT, Name.of("here"), 3, DIRECTORY, 3), SEEN);
    index.put(row);
    Local ahead = local.set(NODE, new Disk(NodeId.ROOT, Name.of("there"), DIRECTORY, SEEN));
    ahead.state = Local.State.YIELDED;
    ahead.heldPlaceSeq = 5;

    answers.passed(NODE, 4);
    assertThat(ahead.isHeld()).as("it waits for a later one").isTrue();

    answers.passed(NODE, 5);
    assertThat(ahead.isHeld()).isFalse();
    assertThat(index.row(NODE)).as("the base is as before").isEqualTo(row);
  }
}
