package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
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
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final Entry DIRECTORY = new Entry.Directory(0755, new Owner("root", 0, "root", 0));
  private static final NodeId NODE = new NodeId(new MemberId(1), 1);
  private static final NodeId FOUND = new NodeId(new MemberId(1), 2);
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Fingerprint SEEN = new Fingerprint(9, TIME, 0, TIME, TIME, 0755, 0, 0);

  private final MemoryIndex index = new MemoryIndex();
  private final LocalTree local = new LocalTree(index);
  private final Inbox inbox = new Inbox(index);
  private final Answers answers = new Answers(index, local, inbox, effect -> {});

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

  /** Where it is made may be below what was found, so it would be above itself. */
  @Test
  void aDirectory_thatIsAboutToBeMade_isNotTheOneThatWasFoundMeanwhile() {
    Name name = Name.of("d");
    Operation.Create create = new Operation.Create(FOUND, NodeId.ROOT, name, DIRECTORY);
    Local found = local.set(FOUND, new Disk(NodeId.ROOT, name, DIRECTORY, SEEN));
    inbox.busy.add(NODE);

    answered(found, create, new Verdict.Alias(FOUND, NODE));
    assertThat(local.disk(NODE)).isNull();
    assertThat(found.state).as("it is asked again").isEqualTo(Local.State.WISHED);

    inbox.busy.remove(NODE);
    answered(found, create, new Verdict.Alias(FOUND, NODE));
    assertThat(local.disk(NODE)).isNotNull();
    assertThat(local.get(FOUND)).isNull();
  }

  private void answered(Local difference, Operation operation, Verdict verdict) {
    difference.state = Local.State.PROPOSED;
    difference.number = 1;
    difference.proposed = difference.disk;
    List<Operation> operations = List.of(operation);
    Message.Propose proposal =
        new Message.Propose(1, ContentHash.ofContent(Bytes.EMPTY), operations, List.of());
    answers.take(
        new Outstanding(proposal, List.of(difference.node), 0),
        new Message.Answer(1, 0, List.of(verdict)),
        0);
  }
}
