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
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One change moves a directory out of another, and that one into it. */
class InsideOutTest {
  private static final MemberId OTHER = new MemberId(1);
  private static final NodeId OUTER = new NodeId(OTHER, 7);
  private static final NodeId INNER = new NodeId(OTHER, 8);
  private static final NodeId INNERMOST = new NodeId(OTHER, 9);
  private static final Entry ENTRY = new Entry.Directory(0755, new Owner("root", 0, "root", 0));
  private static final Timestamp TIME = new Timestamp(5, 0);

  private final MemoryIndex index = new MemoryIndex();
  private final SpokeMachine machine =
      new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));

  @Test
  void theInnerOne_isBroughtOutFirst() {
    index.put(row(OUTER, NodeId.ROOT, "outer"));
    index.put(row(INNER, OUTER, "inner"));
    machine.step(new Input.ScanComplete(), 0);
    machine.step(new Input.Connected(), 0);
    machine.step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)), 0);
    List<Operation> moves =
        List.of(
            new Operation.Move(OUTER, 3, INNER, Name.of("outer")),
            new Operation.Move(INNER, 3, NodeId.ROOT, Name.of("inner")));

    List<Effect> effects =
        machine.step(new Input.Received(new Message.Change(4, 1, OTHER, 1, moves, List.of())), 0);

    assertThat(effects)
        .filteredOn(Effect.Apply.class::isInstance)
        .flatExtracting(effect -> ((Effect.Apply) effect).plan().actions())
        .extracting(Action::node)
        .containsExactly(INNER);
  }

  /** The way of the outer one is cleared by the middle one, and that way by one planned before. */
  @Test
  void theInnermostOfThree_isBroughtOutFirst() {
    assertThat(turnedInsideOut("innermost")).containsExactly(INNERMOST);
  }

  /** The name that the innermost should have is the outer one's until that has moved too. */
  @Test
  void threeInEachOthersWay_areMovedAtOnce_andOnceEach() {
    assertThat(turnedInsideOut("outer")).containsExactlyInAnyOrder(INNERMOST, INNER, OUTER);
  }

  /** The nodes that are moved in the first step. */
  private List<NodeId> turnedInsideOut(String nameOfInnermost) {
    index.put(row(OUTER, NodeId.ROOT, "outer"));
    index.put(row(INNER, OUTER, "inner"));
    index.put(row(INNERMOST, INNER, "innermost"));
    machine.step(new Input.ScanComplete(), 0);
    machine.step(new Input.Connected(), 0);
    machine.step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)), 0);
    List<Operation> moves =
        List.of(
            new Operation.Move(INNERMOST, 3, NodeId.ROOT, Name.of(nameOfInnermost)),
            new Operation.Move(OUTER, 3, INNER, Name.of("outer")),
            new Operation.Move(INNER, 3, INNERMOST, Name.of("inner")));
    Input change = new Input.Received(new Message.Change(4, 1, OTHER, 1, moves, List.of()));
    return machine.step(change, 0).stream()
        .filter(Effect.Apply.class::isInstance)
        .flatMap(effect -> ((Effect.Apply) effect).plan().actions().stream())
        .map(Action::node)
        .toList();
  }

  /** Otherwise the hub would be asked to move a directory below itself. */
  @Test
  void whoDoesItHere_tellsBothAtOnce() {
    index.put(row(OUTER, NodeId.ROOT, "outer"));
    index.put(row(INNER, OUTER, "inner"));
    machine.step(new Input.ScanComplete(), 0);
    Finding outer = found(OUTER, INNER, "outer");
    machine.step(new Input.Looked(List.of(outer, found(INNER, NodeId.ROOT, "inner"))), 0);
    machine.step(new Input.Connected(), 0);
    machine.step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)), 0);

    List<Effect> effects = machine.step(new Input.Received(new Message.CaughtUp(0)), 0);

    assertThat(effects)
        .filteredOn(Effect.Send.class::isInstance)
        .extracting(effect -> ((Effect.Send) effect).message())
        .filteredOn(Message.Propose.class::isInstance)
        .extracting(message -> ((Message.Propose) message).operations())
        .singleElement()
        .satisfies(operations ->
            assertThat(operations)
                .containsExactlyInAnyOrder(
                    new Operation.Move(OUTER, 3, INNER, Name.of("outer")),
                    new Operation.Move(INNER, 3, NodeId.ROOT, Name.of("inner"))));
  }

  /** The inner one is told and not answered; that it was moved out is still to be told. */
  @Test
  void theOuterOne_waits_whileTheHubIsYetToHaveTheInnerOne() {
    index.put(row(OUTER, NodeId.ROOT, "outer"));
    machine.step(new Input.ScanComplete(), 0);
    machine.step(new Input.Connected(), 0);
    machine.step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)), 0);
    machine.step(new Input.Received(new Message.CaughtUp(0)), 0);
    Name name = Name.of("inner");
    Facets all = Facets.ALL;
    Finding made = new Finding.Present(null, OUTER, name, ENTRY, all, seen(INNER), null);
    machine.step(new Input.Looked(List.of(made)), 0);
    NodeId inner = machine.at(OUTER, name);
    assertThat(inner).isNotNull();
    Finding out =
        new Finding.Present(inner, NodeId.ROOT, name, ENTRY, Facets.NONE, seen(INNER), null);
    List<Effect> effects =
        machine.step(new Input.Looked(List.of(out, found(OUTER, inner, "outer"))), 0);
    assertThat(effects).noneMatch(Effect.Send.class::isInstance);

    Message.Answer yes =
        new Message.Answer(machine.lastProposal(), 4, List.of(new Verdict.Accepted()));
    assertThat(proposed(machine.step(new Input.Received(yes), 0)))
        .containsExactlyInAnyOrder(
            new Operation.Move(inner, 4, NodeId.ROOT, name),
            new Operation.Move(OUTER, 3, inner, Name.of("outer")));
  }

  private static List<Operation> proposed(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Send.class::isInstance)
        .map(effect -> ((Effect.Send) effect).message())
        .filter(Message.Propose.class::isInstance)
        .flatMap(message -> ((Message.Propose) message).operations().stream())
        .toList();
  }

  private static Finding found(NodeId node, NodeId parent, String name) {
    return new Finding.Present(node, parent, Name.of(name), ENTRY, Facets.NONE, seen(node), null);
  }

  private static Row row(NodeId node, NodeId parent, String name) {
    return new Row(new NodeState(node, parent, Name.of(name), 3, ENTRY, 3), seen(node));
  }

  private static Fingerprint seen(NodeId node) {
    return new Fingerprint(node.counter(), TIME, 0, TIME, TIME, 0755, 0, 0);
  }
}
