package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
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
import org.junit.jupiter.api.Test;

/**
 * A directory that could not be moved out of another one yet: what was between them is removed, and
 * the outer one goes into it.
 */
class BlockedInsideTest {
  private static final MemberId OTHER = new MemberId(1);
  private static final NodeId OUTER = new NodeId(OTHER, 7);
  private static final NodeId BETWEEN = new NodeId(OTHER, 8);
  private static final NodeId INNER = new NodeId(OTHER, 9);
  private static final Entry ENTRY = new Entry.Directory(0755, new Owner("root", 0, "root", 0));
  private static final Timestamp TIME = new Timestamp(5, 0);

  private final MemoryIndex index = new MemoryIndex();
  private final List<Plan> plans = new ArrayList<>();
  private long nowNanos;

  @Test
  void theOuterOne_waitsUntilTheInnerOneCanBeMoved_andNotTheOtherWayRound() {
    index.put(row(OUTER, NodeId.ROOT, "outer"));
    index.put(row(BETWEEN, OUTER, "between"));
    index.put(row(INNER, BETWEEN, "inner"));
    index.putBlocked(
        new Blocked(new NodeState(INNER, NodeId.ROOT, Name.of("inner"), 4, ENTRY, 3), null));
    SpokeMachine machine =
        new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
    step(machine, new Input.ScanComplete());
    Obstacle refused = new Obstacle.Blocked(NodeId.ROOT, Name.of("inner"), 1, "not permitted");
    step(machine, new Input.Applied(new Report(plans.getFirst().ticket(), List.of(), refused)));
    plans.clear();
    step(machine, new Input.Connected());
    step(machine, new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)));
    change(machine, 5, new Operation.RemoveTree(BETWEEN, 3, new Cursor(4, List.of())));
    change(machine, 6, new Operation.Move(OUTER, 3, INNER, Name.of("outer")));
    assertThat(plans).isEmpty();

    nowNanos += 10_000_000_000L;
    step(machine, new Input.Woke());
    List<NodeId> moved = new ArrayList<>();
    while (!plans.isEmpty()) {
      Plan plan = plans.removeFirst();
      List<Report.Done> done = new ArrayList<>();
      for (Action action : plan.actions()) {
        boolean goes = action instanceof Action.RemoveDirectory;
        done.add(new Report.Done(action.node(), goes ? null : seen(action.node()), ""));
        moved.add(action.node());
      }
      step(machine, new Input.Applied(new Report(plan.ticket(), done, null)));
    }

    assertThat(moved).containsExactly(INNER, BETWEEN, OUTER);
    assertThat(index.blocked()).isEmpty();
    assertThat(machine.differences()).isZero();
  }

  private void change(SpokeMachine machine, long seq, Operation operation) {
    step(
        machine,
        new Input.Received(
            new Message.Change(seq, 1, new MemberId(5), seq, List.of(operation), List.of())));
  }

  private void step(SpokeMachine machine, Input input) {
    nowNanos += 1_000_000;
    for (Effect effect : machine.step(input, nowNanos)) {
      if (effect instanceof Effect.Apply apply) {
        plans.add(apply.plan());
      }
    }
  }

  private static Row row(NodeId node, NodeId parent, String name) {
    return new Row(new NodeState(node, parent, Name.of(name), 3, ENTRY, 3), seen(node));
  }

  private static Fingerprint seen(NodeId node) {
    return new Fingerprint(node.counter(), TIME, 0, TIME, TIME, 0755, 0, 0);
  }
}
