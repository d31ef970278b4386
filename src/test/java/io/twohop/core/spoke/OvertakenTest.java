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
import io.twohop.model.Obstacle;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.model.Plan;
import io.twohop.model.Report;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A file and a directory change places, the hub lets neither, and while the directory is ahead of
 * the journal for other reasons the file is changed by others; then both are put back.
 */
class OvertakenTest {
  private static final MemberId OTHER = new MemberId(1);
  private static final NodeId LINK = new NodeId(OTHER, 7);
  private static final NodeId AHEAD = new NodeId(OTHER, 8);
  private static final NodeId INSIDE = new NodeId(OTHER, 9);
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Entry DIRECTORY = new Entry.Directory(0755, OWNER);
  private static final Entry OLD = new Entry.Symlink(Bytes.copyOf(new byte[] {'o'}), OWNER);
  private static final Entry NEW = new Entry.Symlink(Bytes.copyOf(new byte[] {'n'}), OWNER);

  private final MemoryIndex index = new MemoryIndex();
  private final SpokeMachine machine =
      new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
  private final List<Plan> plans = new ArrayList<>();
  private long nowNanos;

  /** There is nothing to tell of it, but it is not yet as the hub has it. */
  @Test
  void theFile_thatIsThereAsItWas_isReplaced() {
    index.put(row(LINK, "link", OLD));
    index.put(row(AHEAD, "ahead", DIRECTORY));
    step(new Input.ScanComplete());
    step(new Input.Connected());
    step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)));
    step(new Input.Received(new Message.CaughtUp(0)));
    step(present(AHEAD, NodeId.ROOT, "moved", DIRECTORY, 8));
    step(present(null, AHEAD, "inside", OLD, 10));
    change(4, new Operation.Create(INSIDE, AHEAD, Name.of("inside"), NEW));
    step(new Input.Received(new Message.Answer(1, 5, List.of(new Verdict.Accepted()))));
    step(present(LINK, NodeId.ROOT, "elsewhere", OLD, 7));
    lost(4);
    step(present(AHEAD, NodeId.ROOT, "link", DIRECTORY, 8));
    lost(5);
    change(6, new Operation.Body(LINK, 3, Facets.ALL, NEW));
    assertThat(index.node(LINK)).extracting(NodeState::entry).isEqualTo(NEW);
    assertThat(plans).isEmpty();
    Finding.Missing missing = new Finding.Missing(LINK, NodeId.ROOT, Name.of("elsewhere"), true);
    step(new Input.Looked(List.of(missing)));
    step(present(AHEAD, NodeId.ROOT, "moved", DIRECTORY, 8));
    assertThat(plans).hasSize(1);

    Obstacle back = new Obstacle.Disturbed(NodeId.ROOT, Name.of("link"));
    step(new Input.Applied(new Report(plans.getFirst().ticket(), List.of(), back)));
    step(present(LINK, NodeId.ROOT, "link", OLD, 7));
    step(new Input.Woke());

    assertThat(plans.getLast().actions())
        .containsExactly(new Action.Put(LINK, 6, NodeId.ROOT, Name.of("link"), NEW, seen(7), null));
  }

  private void change(long seq, Operation operation) {
    step(
        new Input.Received(
            new Message.Change(seq, 1, new MemberId(5), seq, List.of(operation), List.of())));
  }

  private void lost(long number) {
    List<Verdict> verdicts = List.of(new Verdict.Lost(Verdict.Reason.NAME_TAKEN));
    step(new Input.Received(new Message.Answer(number, 0, verdicts)));
  }

  private void step(Input input) {
    nowNanos += 10_000_000_000L;
    for (Effect effect : machine.step(input, nowNanos)) {
      if (effect instanceof Effect.Apply apply) {
        plans.add(apply.plan());
      }
    }
  }

  private static Input present(
      @Nullable NodeId node, NodeId parent, String name, Entry entry, long inode) {
    Facets changed = node == null ? Facets.ALL : Facets.NONE;
    return new Input.Looked(
        List.of(
            new Finding.Present(node, parent, Name.of(name), entry, changed, seen(inode), null)));
  }

  private static Row row(NodeId node, String name, Entry entry) {
    return new Row(
        new NodeState(node, NodeId.ROOT, Name.of(name), 3, entry, 3), seen(node.counter()));
  }

  private static Fingerprint seen(long inode) {
    return new Fingerprint(inode, TIME, 0, TIME, TIME, 0755, 0, 0);
  }
}
