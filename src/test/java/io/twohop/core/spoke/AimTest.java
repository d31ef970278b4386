package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.sim.MemoryIndex;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AimTest {
  private static final Entry DIRECTORY = new Entry.Directory(0755, new Owner("root", 0, "root", 0));
  private static final NodeId OUTER = new NodeId(new MemberId(1), 1);
  private static final NodeId INNER = new NodeId(new MemberId(1), 2);
  private static final Name NAME = Name.of("a");
  private final MemoryIndex index = new MemoryIndex();

  /** It has a version that the removal does not know, and would keep the directory above it. */
  @Test
  void whatASetTakesOutOfADirectory_isNotInItWhenThatGoes() {
    index.put(new Row(new NodeState(OUTER, NodeId.ROOT, NAME, 3, DIRECTORY, 3), null));
    index.put(new Row(new NodeState(INNER, OUTER, Name.of("b"), 7, DIRECTORY, 8), null));
    List<Operation> takesItsParentsName =
        List.of(
            new Operation.Move(INNER, 7, NodeId.ROOT, NAME),
            new Operation.RemoveTree(OUTER, 3, new Cursor(7, List.of(9L))));
    Aim aim =
        Aim.of(
            index, new Incoming(1, new Matter.Accepted(10, false, takesItsParentsName), Map.of()));

    assertThat(aim.going).containsExactly(OUTER);
    assertThat(aim.targets).containsOnlyKeys(INNER);
  }

  @Test
  void whatIsBlocked_goesWithTheDirectoryThatItShouldBeIn() {
    index.put(new Row(new NodeState(OUTER, NodeId.ROOT, NAME, 3, DIRECTORY, 3), null));
    NodeState never = new NodeState(INNER, OUTER, Name.of("b"), 7, DIRECTORY, 7);
    index.putBlocked(new Blocked(never, null));
    List<Operation> all = List.of(new Operation.RemoveTree(OUTER, 3, new Cursor(9, List.of())));
    Aim aim = Aim.of(index, new Incoming(1, new Matter.Accepted(10, false, all), Map.of()));

    assertThat(aim.going).containsExactly(INNER, OUTER);
  }

  /** Whoever bases something on these versions must be as right afterwards as before. */
  @Test
  void whatIsBlocked_andStaysInADirectoryThatComesWhole_keepsItsVersions() {
    index.put(new Row(new NodeState(OUTER, NodeId.ROOT, NAME, 3, DIRECTORY, 3), null));
    NodeState never = new NodeState(INNER, OUTER, Name.of("b"), 7, DIRECTORY, 8);
    index.putBlocked(new Blocked(never, null));
    List<Operation> whole =
        List.of(
            new Operation.InstallTree(
                new Cursor(9, List.of()),
                List.of(
                    new Operation.Create(OUTER, NodeId.ROOT, NAME, DIRECTORY),
                    new Operation.Create(INNER, OUTER, Name.of("b"), DIRECTORY))));
    Aim aim = Aim.of(index, new Incoming(1, new Matter.Accepted(10, false, whole), Map.of()));

    assertThat(aim.targets).containsEntry(INNER, never);
  }
}
