package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
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
import org.junit.jupiter.api.Test;

class RowsTest {
  private static final Entry DIRECTORY = new Entry.Directory(0755, new Owner("root", 0, "root", 0));
  private static final NodeId OUTER = new NodeId(new MemberId(1), 1);
  private static final NodeId INNER = new NodeId(new MemberId(1), 2);

  /** The inner one was moved out by a change that is blocked here; then the outer one into it. */
  @Test
  void aDirectory_thatGoesIntoOneWhichIsBlockedBelowIt_waitsForThat() {
    MemoryIndex index = new MemoryIndex();
    NodeState outer = new NodeState(OUTER, NodeId.ROOT, Name.of("outer"), 3, DIRECTORY, 3);
    NodeState inner = new NodeState(INNER, OUTER, Name.of("inner"), 4, DIRECTORY, 4);
    index.put(new Row(outer, null));
    index.put(new Row(inner, null));
    index.putBlocked(new Blocked(inner.movedTo(NodeId.ROOT, Name.of("taken"), 5), null));
    Rows rows = new Rows(index, new LocalTree(index));
    List<Operation> intoIt = List.of(new Operation.Move(OUTER, 3, INNER, Name.of("outer")));
    rows.complete(new Incoming(1, new Matter.Accepted(6, false, intoIt), Map.of()));

    assertThat(index.node(OUTER)).as("no circle in the base").isEqualTo(outer);
    assertThat(index.blocked(OUTER).state().parent()).isEqualTo(INNER);
    rows.complete(new Incoming(2, new Matter.Restored(List.of(INNER, OUTER)), Map.of()));
    assertThat(index.node(OUTER).parent()).isEqualTo(INNER);
    assertThat(index.blocked()).isEmpty();
  }

  /** Three directories that change places at once, told from the outermost to the innermost. */
  @Test
  void directoriesOfOneSet_thatAreTurnedInsideOut_areWhereTheyShouldBe() {
    NodeId innermost = new NodeId(new MemberId(1), 3);
    MemoryIndex index = new MemoryIndex();
    index.put(new Row(new NodeState(OUTER, NodeId.ROOT, Name.of("a"), 3, DIRECTORY, 3), null));
    index.put(new Row(new NodeState(INNER, OUTER, Name.of("a"), 4, DIRECTORY, 4), null));
    index.put(new Row(new NodeState(innermost, INNER, Name.of("a"), 5, DIRECTORY, 5), null));
    List<Operation> moves =
        List.of(
            new Operation.Move(OUTER, 3, INNER, Name.of("a")),
            new Operation.Move(INNER, 4, innermost, Name.of("a")),
            new Operation.Move(innermost, 5, NodeId.ROOT, Name.of("a")));
    new Rows(index, new LocalTree(index))
        .complete(new Incoming(1, new Matter.Accepted(6, false, moves), Map.of()));

    assertThat(index.blocked()).isEmpty();
    assertThat(index.at(NodeId.ROOT, Name.of("a")).node()).isEqualTo(innermost);
    assertThat(index.at(innermost, Name.of("a")).node()).isEqualTo(INNER);
    assertThat(index.at(INNER, Name.of("a")).node()).isEqualTo(OUTER);
  }

  /** The middle one is blocked where it was, so the outer one stays too, and so does its name. */
  @Test
  void whatTakesTheNameOfADirectory_thatWaitsInTheSameSet_waitsForThat() {
    NodeId middle = new NodeId(new MemberId(1), 3);
    MemoryIndex index = new MemoryIndex();
    NodeState between = new NodeState(middle, OUTER, Name.of("b"), 4, DIRECTORY, 4);
    index.put(new Row(new NodeState(OUTER, NodeId.ROOT, Name.of("a"), 3, DIRECTORY, 3), null));
    index.put(new Row(between, null));
    index.put(new Row(new NodeState(INNER, middle, Name.of("c"), 5, DIRECTORY, 5), null));
    index.putBlocked(new Blocked(between.movedTo(NodeId.ROOT, Name.of("taken"), 6), null));
    Rows rows = new Rows(index, new LocalTree(index));
    List<Operation> swap =
        List.of(
            new Operation.Move(INNER, 5, NodeId.ROOT, Name.of("a")),
            new Operation.Move(OUTER, 3, middle, Name.of("c")));
    rows.complete(new Incoming(1, new Matter.Accepted(7, false, swap), Map.of()));

    assertThat(index.at(NodeId.ROOT, Name.of("a")).node()).isEqualTo(OUTER);
    assertThat(index.at(middle, Name.of("c")).node()).isEqualTo(INNER);
    rows.complete(new Incoming(2, new Matter.Restored(List.of(middle, INNER, OUTER)), Map.of()));
    assertThat(index.at(NodeId.ROOT, Name.of("a")).node()).isEqualTo(INNER);
    assertThat(index.at(middle, Name.of("c")).node()).isEqualTo(OUTER);
    assertThat(index.blocked()).isEmpty();
  }

  /** The disk has it at a name of its own, so a change of its mode had its turn without it. */
  @Test
  void aChangeThatTheDiskDoesNotShow_isNotVouchedForByWhatTheDiskHas() {
    MemoryIndex index = new MemoryIndex();
    Timestamp time = new Timestamp(5, 0);
    Fingerprint seen = new Fingerprint(9, time, 0, time, time, 0755, 0, 0);
    NodeState before = new NodeState(OUTER, NodeId.ROOT, Name.of("here"), 3, DIRECTORY, 3);
    index.put(new Row(before, seen));
    LocalTree local = new LocalTree(index);
    local.set(OUTER, new Disk(NodeId.ROOT, Name.of("there"), DIRECTORY, seen)).state =
        Local.State.YIELDED;
    Entry.Directory closed = new Entry.Directory(0700, new Owner("root", 0, "root", 0));
    Facets mode = new Facets(false, true, false, false);
    List<Operation> chmod = List.of(new Operation.Body(OUTER, 3, mode, closed));
    new Rows(index, local)
        .complete(new Incoming(1, new Matter.Accepted(4, false, chmod), Map.of()));

    assertThat(index.row(OUTER)).isEqualTo(new Row(before.withBody(closed, 4), null));
  }

  /** Its rename is accepted and has not had its turn; the next process knows the row alone. */
  @Test
  void aChangeThatTheDiskShowsAtTheNextPlace_isVouchedForByWhatTheDiskHas() {
    MemoryIndex index = new MemoryIndex();
    Timestamp time = new Timestamp(5, 0);
    NodeState before = new NodeState(OUTER, NodeId.ROOT, Name.of("here"), 3, DIRECTORY, 3);
    index.put(new Row(before, new Fingerprint(9, time, 0, time, time, 0755, 0, 0)));
    Entry.Directory closed = new Entry.Directory(0700, new Owner("root", 0, "root", 0));
    Fingerprint set = new Fingerprint(9, time, 0, time, time, 0700, 0, 0);
    LocalTree local = new LocalTree(index);
    Local moved = local.set(OUTER, new Disk(NodeId.ROOT, Name.of("there"), closed, set));
    moved.state = Local.State.YIELDED;
    moved.heldPlaceSeq = 5;
    Facets mode = new Facets(false, true, false, false);
    List<Operation> chmod = List.of(new Operation.Body(OUTER, 3, mode, closed));
    new Rows(index, local)
        .complete(new Incoming(1, new Matter.Accepted(4, false, chmod), Map.of()));

    assertThat(index.row(OUTER)).isEqualTo(new Row(before.withBody(closed, 4), set));
    assertThat(local.get(OUTER)).as("still ahead").isSameAs(moved);
  }
}
