package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Action;
import io.twohop.model.Cursor;
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

class WholeTreeTest {
  private static final Entry DIRECTORY = new Entry.Directory(0755, new Owner("root", 0, "root", 0));
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final NodeId TOP = new NodeId(new MemberId(1), 1);
  private static final NodeId OTHER = new NodeId(new MemberId(1), 2);
  private static final NodeId GOING = new NodeId(new MemberId(1), 3);
  private static final Name TOP_NAME = Name.of("top");

  private final MemoryIndex index = new MemoryIndex();
  private final LocalTree local = new LocalTree(index);

  /** An exchange of the tree alone would leave it, and be planned again and again. */
  @Test
  void whatGoesWithTheOldTree_andIsElsewhereOnThisDisk_isRemovedFirst() {
    index.put(row(TOP, NodeId.ROOT, TOP_NAME));
    index.put(row(OTHER, NodeId.ROOT, Name.of("other")));
    index.put(row(GOING, TOP, Name.of("going")));
    local.set(GOING, new Disk(OTHER, Name.of("moved"), DIRECTORY, seen(GOING))).state =
        Local.State.YIELDED;

    assertThat(planned())
        .isInstanceOfSatisfying(
            Next.Do.class,
            plan ->
                assertThat(plan.actions())
                    .singleElement()
                    .isInstanceOf(Action.RemoveDirectory.class)
                    .returns(GOING, Action::node));
  }

  @Test
  void whatGoesWithTheOldTree_andIsInIt_goesByTheExchange() {
    index.put(row(TOP, NodeId.ROOT, TOP_NAME));
    index.put(row(GOING, TOP, Name.of("going")));

    assertThat(planned())
        .isInstanceOfSatisfying(
            Next.Do.class,
            plan -> assertThat(plan.actions()).singleElement().isInstanceOf(Action.Install.class));
  }

  private Next planned() {
    Recollection nothing = new Recollection(local, new Inbox(index));
    return Planner.plan(index, local, nothing, Set.of(), Set.of(), empty());
  }

  private static Incoming empty() {
    List<Operation> tree =
        List.of(
            new Operation.InstallTree(
                new Cursor(9, List.of()),
                List.of(new Operation.Create(TOP, NodeId.ROOT, TOP_NAME, DIRECTORY))));
    return new Incoming(1, new Matter.Accepted(10, false, tree), Map.of());
  }

  private static Row row(NodeId node, NodeId parent, Name name) {
    return new Row(new NodeState(node, parent, name, 3, DIRECTORY, 3), seen(node));
  }

  private static Fingerprint seen(NodeId node) {
    return new Fingerprint(node.counter(), TIME, 0, TIME, TIME, 0755, 0, 0);
  }
}
