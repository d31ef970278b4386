package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.core.message.TermEnd;
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
import io.twohop.model.Report;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A member was killed, and has forgotten what it brought and told in its last half second. What its
 * disk has of that is no edit, and what was edited since is an edit of that.
 */
class RecollectionTest {
  private static final MemberId MEMBER = new MemberId(2);
  private static final MemberId OTHER = new MemberId(3);
  private static final NodeId NODE = new NodeId(OTHER, 1);
  private static final Name FILE = Name.of("file");
  private static final Name MOVED = Name.of("moved");
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Timestamp TIME = new Timestamp(2, 0);
  private static final Facets CONTENT = new Facets(true, false, false, false);
  private static final Bytes FIRST = Bytes.copyOf(new byte[] {'1'});
  private static final Bytes SECOND = Bytes.copyOf(new byte[] {'2'});
  private static final Bytes THIRD = Bytes.copyOf(new byte[] {'3'});

  private final MemoryIndex index = new MemoryIndex();
  private final SpokeMachine machine =
      new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
  private long nowNanos;

  /** Proposed as something new, it would outlive the removal. */
  @Test
  void aLaterVersion_thatTheDiskHasAlready_goesWithTheRemovalOfItsNode() {
    look(present(null, FILE, SECOND));
    connect();
    told(1, OTHER, create(FIRST));
    told(2, OTHER, new Operation.Body(NODE, 1, CONTENT, entry(SECOND)));
    told(3, OTHER, new Operation.Remove(NODE, 1, 2));

    List<Effect> effects = caughtUp(3);

    assertThat(proposed(effects)).isEmpty();
    assertThat(actions(effects))
        .singleElement()
        .isInstanceOfSatisfying(
            Action.Discard.class, discard -> assertThat(discard.node()).isEqualTo(NODE));
  }

  /** Nobody would set them: the disk counts as what the change makes. */
  @Test
  void aLaterVersion_thatTheDiskHasWithOtherMetadata_isNotTakenForThat() {
    look(present(null, FILE, SECOND));
    connect();
    told(1, OTHER, create(FIRST));
    Entry secret = entry(SECOND, 0600);
    told(2, OTHER, new Operation.Body(NODE, 1, CONTENT, secret));

    assertThat(proposed(caughtUp(2)))
        .singleElement()
        .isInstanceOfSatisfying(
            Operation.Create.class, c -> assertThat(c.entry()).isEqualTo(entry(SECOND)));
  }

  @Test
  void aFile_thatTheDiskHasAtItsLaterNameAlready_isNotMadeAtTheFormer() {
    look(present(null, MOVED, FIRST));
    connect();

    List<Effect> effects =
        step(
            change(1, OTHER, create(FIRST)),
            change(2, OTHER, new Operation.Move(NODE, 1, NodeId.ROOT, MOVED)),
            new Input.Received(new Message.CaughtUp(2)));

    assertThat(proposed(effects)).isEmpty();
    assertThat(actions(effects)).isEmpty();
    assertThat(machine.at(NodeId.ROOT, MOVED)).isEqualTo(NODE);
    assertThat(index.node(NODE))
        .isEqualTo(new NodeState(NODE, NodeId.ROOT, MOVED, 2, entry(FIRST), 1));
  }

  @Test
  void aName_thatALaterChangeLeaves_isNotWaitedFor() {
    Entry directory = new Entry.Directory(0755, OWNER);
    look(new Finding.Present(null, NodeId.ROOT, FILE, directory, Facets.ALL, seen(), null));
    connect();
    told(1, MEMBER, create(FIRST));
    told(2, MEMBER, new Operation.Remove(NODE, 1, 1));

    List<Effect> effects = caughtUp(2);

    assertThat(machine.visible().low()).isEqualTo(2);
    assertThat(actions(effects)).isEmpty();
    NodeId made = machine.at(NodeId.ROOT, FILE);
    assertThat(made).isNotNull();
    assertThat(proposed(effects))
        .containsExactly(new Operation.Create(made, NodeId.ROOT, FILE, directory));
  }

  @Test
  void anEdit_ofANewFileThatThisMemberTold_isOneOfThat() {
    look(present(null, FILE, SECOND));
    connect();
    told(1, MEMBER, create(FIRST));

    assertThat(proposed(caughtUp(1)))
        .containsExactly(new Operation.Body(NODE, 1, CONTENT, entry(SECOND)));
  }

  /** The next process finds the edit again, if this one is killed before it is told. */
  @Test
  void anEdit_ofWhatThisMemberTold_isNotVouchedFor() {
    look(present(null, FILE, SECOND));
    connect();
    told(1, MEMBER, create(FIRST));
    caughtUp(1);

    Row row = index.row(NODE);
    assertThat(row).isNotNull();
    assertThat(row.state().entry()).isEqualTo(entry(FIRST));
    assertThat(row.seen()).isEqualTo(seen().unproven());
  }

  @Test
  void anEdit_ofAnEditThatThisMemberTold_isOneOfThat() {
    index.put(new Row(new NodeState(NODE, NodeId.ROOT, FILE, 1, entry(FIRST), 1), seen()));
    look(present(NODE, FILE, THIRD));
    connect();
    told(2, MEMBER, new Operation.Body(NODE, 1, CONTENT, entry(SECOND)));

    assertThat(proposed(caughtUp(2)))
        .containsExactly(new Operation.Body(NODE, 2, CONTENT, entry(THIRD)));
  }

  /** What others wrote may not have been seen here. */
  @Test
  void anEdit_ofWhatSomebodyElseTold_isOneOfWhatWasKnown() {
    index.put(new Row(new NodeState(NODE, NodeId.ROOT, FILE, 1, entry(FIRST), 1), seen()));
    look(present(NODE, FILE, THIRD));
    connect();
    told(2, OTHER, new Operation.Body(NODE, 1, CONTENT, entry(SECOND)));

    assertThat(proposed(caughtUp(2)))
        .containsExactly(new Operation.Body(NODE, 1, CONTENT, entry(THIRD)));
  }

  /** Its metadata are this member's, its content may be somebody else's. */
  @Test
  void anEdit_whereThisMemberToldOnlyAMode_isOneOfTheContentThatWasKnown() {
    index.put(new Row(new NodeState(NODE, NodeId.ROOT, FILE, 1, entry(FIRST), 1), seen()));
    look(present(NODE, FILE, THIRD));
    connect();
    told(
        2,
        MEMBER,
        new Operation.Body(NODE, 1, new Facets(false, true, false, false), entry(SECOND)));

    assertThat(proposed(caughtUp(2)))
        .containsExactly(new Operation.Body(NODE, 1, CONTENT, entry(THIRD)));
  }

  /** It may be cut short, and nobody's edit. */
  @Test
  void whatThisMemberTold_isNotRecalledAfterAPowerCut() {
    machine.afterPowerCut();
    look(present(null, FILE, SECOND));
    connect();
    told(1, MEMBER, create(FIRST));

    assertThat(proposed(caughtUp(1)))
        .singleElement()
        .isInstanceOfSatisfying(
            Operation.Create.class, c -> assertThat(c.entry()).isEqualTo(entry(SECOND)));
  }

  /** Others had caught up before the disk was looked at. */
  @Test
  void whatIsFoundWhereAChangeIsBeingCarriedOut_isNotProposedBeforeThatHasSeenIt() {
    connect();
    List<Effect> effects = told(1, OTHER, create(FIRST));
    caughtUp(1);
    assertThat(actions(effects)).hasSize(1);
    long ticket =
        ((Effect.Apply)
                effects.stream().filter(Effect.Apply.class::isInstance).findFirst().orElseThrow())
            .plan()
            .ticket();

    assertThat(proposed(look(present(null, FILE, FIRST)))).isEmpty();
    Report disturbed = new Report(ticket, List.of(), new Obstacle.Disturbed(NodeId.ROOT, FILE));
    assertThat(proposed(step(new Input.Applied(disturbed)))).isEmpty();
    nowNanos += 1_000_000_000;
    assertThat(proposed(step(new Input.Woke()))).isEmpty();

    assertThat(machine.at(NodeId.ROOT, FILE)).isEqualTo(NODE);
    assertThat(machine.differences()).isZero();
  }

  private static Operation create(Bytes content) {
    return new Operation.Create(NODE, NodeId.ROOT, FILE, entry(content));
  }

  private void connect() {
    step(new Input.ScanComplete());
    step(new Input.Connected());
    List<TermEnd> terms = List.of(new TermEnd(1, 0));
    step(new Input.Received(new Message.Welcome(terms, Message.Start.CHANGES, 0)));
  }

  private static Input change(long seq, MemberId author, Operation operation) {
    return new Input.Received(
        new Message.Change(
            seq, 1, author, 100 + seq, List.of(operation), List.of(FIRST, SECOND, THIRD)));
  }

  private List<Effect> told(long seq, MemberId author, Operation operation) {
    return step(change(seq, author, operation));
  }

  private List<Effect> caughtUp(long seq) {
    return step(new Input.Received(new Message.CaughtUp(seq)));
  }

  private List<Effect> look(Finding finding) {
    return step(new Input.Looked(List.of(finding)));
  }

  private List<Effect> step(Input... inputs) {
    nowNanos++;
    return machine.step(List.of(inputs), nowNanos);
  }

  private static List<Operation> proposed(List<Effect> effects) {
    List<Operation> operations = new ArrayList<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.Send send && send.message() instanceof Message.Propose propose) {
        operations.addAll(propose.operations());
      }
    }
    return operations;
  }

  private static List<Action> actions(List<Effect> effects) {
    List<Action> actions = new ArrayList<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.Apply apply) {
        actions.addAll(apply.plan().actions());
      }
    }
    return actions;
  }

  private static Finding.Present present(@Nullable NodeId known, Name name, Bytes content) {
    Facets changed = known == null ? Facets.ALL : CONTENT;
    return new Finding.Present(known, NodeId.ROOT, name, entry(content), changed, seen(), content);
  }

  private static Fingerprint seen() {
    return new Fingerprint(9, TIME, 1, TIME, TIME, 0644, 0, 0);
  }

  private static Entry entry(Bytes content) {
    return entry(content, 0644);
  }

  private static Entry entry(Bytes content, int mode) {
    return new Entry.RegularFile(
        ContentHash.ofContent(content), content.length(), mode, OWNER, TIME);
  }
}
