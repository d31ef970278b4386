package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
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

/** A directory that was gone, or in one that was, is found after that. */
class CameBackTest {
  private static final MemberId OTHER = new MemberId(1);
  private static final NodeId REMOVED = new NodeId(OTHER, 7);
  private static final NodeId DIRECTORY = new NodeId(OTHER, 8);
  private static final NodeId LINK = new NodeId(OTHER, 9);
  private static final NodeId RIVAL = new NodeId(OTHER, 10);
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Entry MADE = new Entry.Directory(0755, OWNER);
  private static final Entry SYMLINK = new Entry.Symlink(Bytes.copyOf(new byte[] {'x'}), OWNER);

  private final MemoryIndex index = new MemoryIndex();
  private final SpokeMachine machine =
      new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
  private long nowNanos;

  @Test
  void whatDiffersInOne_movedOutOfOneThatWasRemoved_isLookedAt() {
    linkIsTakenToBeGone();
    assertThat(step(found(DIRECTORY, NodeId.ROOT, "moved", MADE)))
        .contains(new Effect.Look(DIRECTORY, Name.of("renamed")));
  }

  @Test
  void whatDiffersInOne_belowOneThatComesBack_isLookedAt() {
    linkIsTakenToBeGone();
    assertThat(step(found(REMOVED, NodeId.ROOT, "moved", MADE)))
        .contains(new Effect.Look(DIRECTORY, Name.of("renamed")));
  }

  /** Its removal would take along what somebody does in it meanwhile. */
  @Test
  void oneThatAnotherHasTheNameOf_isNotToldAsGone_beforeItCouldBeFound() {
    index.put(row(DIRECTORY, NodeId.ROOT, "d", MADE));
    index.put(row(RIVAL, NodeId.ROOT, "rival", MADE));
    step(new Input.ScanComplete());
    step(new Input.Connected());
    step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)));
    step(new Input.Received(new Message.CaughtUp(0)));

    assertThat(proposed(step(found(RIVAL, NodeId.ROOT, "d", MADE)))).isEmpty();

    assertThat(proposed(step(found(DIRECTORY, NodeId.ROOT, "rival", MADE))))
        .containsExactlyInAnyOrder(
            new Operation.Move(RIVAL, 3, NodeId.ROOT, Name.of("d")),
            new Operation.Move(DIRECTORY, 3, NodeId.ROOT, Name.of("rival")));
  }

  /** One half of an exchange is seen before the other, and the new file just before both. */
  @Test
  void whatIsNewInOne_belowOneThatComesBack_isProposed() {
    index.put(row(REMOVED, NodeId.ROOT, "removed", MADE));
    index.put(row(DIRECTORY, REMOVED, "d", MADE));
    index.put(row(RIVAL, NodeId.ROOT, "rival", MADE));
    step(new Input.ScanComplete());
    step(new Input.Connected());
    step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)));
    step(new Input.Received(new Message.CaughtUp(0)));
    Name name = Name.of("new");
    step(
        new Input.Looked(
            List.of(
                new Finding.Present(null, DIRECTORY, name, SYMLINK, Facets.ALL, seen(LINK), null),
                present(RIVAL, NodeId.ROOT, "removed", MADE))));

    List<Effect> effects = step(found(REMOVED, NodeId.ROOT, "rival", MADE));

    NodeId made = machine.at(DIRECTORY, name);
    assertThat(made).isNotNull();
    assertThat(proposed(effects)).contains(new Operation.Create(made, DIRECTORY, name, SYMLINK));
  }

  /** Its row may be behind the change. */
  @Test
  void aChange_thatWaitsForWhatIsNewInOneThatWent_doesNotWaitOn() {
    index.put(row(REMOVED, NodeId.ROOT, "removed", MADE));
    step(new Input.ScanComplete());
    step(new Input.Connected());
    step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)));
    step(
        new Input.Looked(
            List.of(
                new Finding.Present(
                    null, REMOVED, Name.of("new"), MADE, Facets.ALL, seen(LINK), null))));
    change(4, OTHER, new Operation.Create(RIVAL, REMOVED, Name.of("new"), SYMLINK));
    Finding missing = new Finding.Missing(REMOVED, NodeId.ROOT, Name.of("removed"), true);
    step(new Input.Looked(List.of(missing)));
    step(new Input.Received(new Message.CaughtUp(4)));
    Operation removal = new Operation.RemoveTree(REMOVED, 3, Cursor.NOTHING);
    step(new Input.Received(new Message.Answer(2, 5, List.of(new Verdict.Rewritten()))));

    assertThat(change(5, new MemberId(2), removal))
        .filteredOn(Effect.Apply.class::isInstance)
        .flatExtracting(effect -> ((Effect.Apply) effect).plan().actions())
        .extracting(Action::node)
        .containsExactly(REMOVED);
  }

  private List<Effect> change(long seq, MemberId author, Operation operation) {
    return step(
        new Input.Received(new Message.Change(seq, 1, author, 2, List.of(operation), List.of())));
  }

  private void linkIsTakenToBeGone() {
    index.put(row(REMOVED, NodeId.ROOT, "removed", MADE));
    index.put(row(DIRECTORY, REMOVED, "d", MADE));
    index.put(row(LINK, DIRECTORY, "link", SYMLINK));
    step(new Input.ScanComplete());
    step(new Input.Connected());
    step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)));
    step(new Input.Received(new Message.CaughtUp(0)));
    step(found(LINK, DIRECTORY, "renamed", SYMLINK));
    List<Verdict> moved = List.of(new Verdict.Lost(Verdict.Reason.MOVED));
    step(new Input.Received(new Message.Answer(1, 0, moved)));
    Finding missing = new Finding.Missing(REMOVED, NodeId.ROOT, Name.of("removed"), true);
    step(new Input.Looked(List.of(missing)));
    step(new Input.Woke());
    assertThat(machine.seen(LINK)).extracting(SpokeMachine.Seen::gone).isEqualTo(true);
  }

  private List<Effect> step(Input input) {
    nowNanos += 10_000_000_000L;
    return machine.step(input, nowNanos);
  }

  private static List<Operation> proposed(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Send.class::isInstance)
        .map(effect -> ((Effect.Send) effect).message())
        .filter(Message.Propose.class::isInstance)
        .flatMap(message -> ((Message.Propose) message).operations().stream())
        .toList();
  }

  private static Input found(NodeId node, NodeId parent, String name, Entry entry) {
    return new Input.Looked(List.of(present(node, parent, name, entry)));
  }

  private static Finding present(NodeId node, NodeId parent, String name, Entry entry) {
    return new Finding.Present(node, parent, Name.of(name), entry, Facets.NONE, seen(node), null);
  }

  private static Row row(NodeId node, NodeId parent, String name, Entry entry) {
    return new Row(new NodeState(node, parent, Name.of(name), 3, entry, 3), seen(node));
  }

  private static Fingerprint seen(NodeId node) {
    return new Fingerprint(node.counter(), TIME, 0, TIME, TIME, 0755, 0, 0);
  }
}
