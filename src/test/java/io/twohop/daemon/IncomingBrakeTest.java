package io.twohop.daemon;

import static io.twohop.daemon.IncomingBrake.Fate.AGAIN;
import static io.twohop.daemon.IncomingBrake.Fate.ENTERS;
import static io.twohop.daemon.IncomingBrake.Fate.HELD;
import static io.twohop.daemon.IncomingBrake.Fate.STAYS_OUT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.core.message.Message.Start;
import io.twohop.core.message.TermEnd;
import io.twohop.core.spoke.Row;
import io.twohop.index.SqliteIndex;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An index of the directories {@code a} and {@code b} with 300 files each, made by the changes 1 to
 * 602 of term 7: of 600 files 100 pass.
 */
class IncomingBrakeTest {
  private static final int FILES = 300;
  private static final long LAST_SEQ = 602;
  private static final Owner OWNER = new Owner("", 0, "", 0);
  private static final MemberId SELF = new MemberId(1);
  private static final MemberId OTHER = new MemberId(2);
  private static final Entry DIRECTORY = new Entry.Directory(0755, OWNER);

  @TempDir Path base;
  private SqliteIndex index;
  private Approvals approvals;
  private IncomingBrake brake;
  private final Set<NodeId> notOnDisk = new HashSet<>();
  private final List<NodeState> all = new ArrayList<>();
  private NodeState dirA;
  private NodeState dirB;

  @BeforeEach
  void fill() throws UserError {
    index = SqliteIndex.open(base.resolve("index.db"));
    approvals = Approvals.load(base.resolve("approved"));
    brake = braking(true);
    dirA = directoryWithFiles("a");
    dirB = directoryWithFiles("b");
    index.setTerms(List.of(new TermEnd(6, 0), new TermEnd(7, LAST_SEQ)));
  }

  @AfterEach
  void close() {
    index.close();
  }

  private IncomingBrake braking(boolean brakes) {
    return new IncomingBrake(index, node -> !notOnDisk.contains(node), approvals, SELF, brakes);
  }

  // ---- which sessions are listened to

  @Test
  void aJournalThatGoesOn_enters_howeverOftenTheHubStarted() {
    assertThat(brake.take(welcome(Start.CHANGES, 6, 7, 8, 9))).isEqualTo(ENTERS);
    assertThat(brake.isOpen()).isTrue();
    assertThat(brake.take(removal(603, OTHER, dirA))).isEqualTo(ENTERS);
    assertThat(brake.take(new Message.CaughtUp(603))).isEqualTo(ENTERS);
    assertThat(brake.plan()).isNull();
    assertThat(brake.take(welcome(Start.CHANGES, 80, 81))).isEqualTo(ENTERS);
  }

  @Test
  void aHub_thatLostTheTermOfThisMember_isListenedTo() {
    assertThat(brake.take(welcome(Start.CHANGES, 6, 8))).isEqualTo(STAYS_OUT);
    assertThat(brake.isOpen()).isFalse();
    assertThat(brake.take(removal(603, OTHER, dirA))).isEqualTo(STAYS_OUT);
    assertThat(brake.take(new Message.CaughtUp(603))).isEqualTo(HELD);
    assertThat(brake.files()).isEqualTo(FILES);
  }

  @Test
  void anEmptyIndex_hasNothingToLose() throws UserError {
    try (SqliteIndex empty = SqliteIndex.open(base.resolve("empty.db"))) {
      IncomingBrake fresh = new IncomingBrake(empty, node -> true, approvals, SELF, true);
      assertThat(fresh.take(welcome(Start.PRESENT, 8))).isEqualTo(ENTERS);
      assertThat(fresh.isOpen()).isTrue();
    }
  }

  @Test
  void theHubsOwnMember_takesEverything() {
    assertThat(braking(false).take(welcome(Start.LOST_TAIL, 8))).isEqualTo(ENTERS);
  }

  @Test
  void whileItListens_onlyWhatHasNoPlaceInTheOrderOfChangesEnters() {
    brake.take(welcome(Start.PRESENT, 7));

    assertThat(brake.take(new Message.Dismissed(Message.Dismissal.REMOVED))).isEqualTo(ENTERS);
    assertThat(brake.take(new Message.Ping(3))).isEqualTo(ENTERS);
    assertThat(brake.take(new Message.Barrier(1, List.of(), List.of()))).isEqualTo(ENTERS);
    assertThat(brake.take(new Message.Answer(1, 0, List.of()))).isEqualTo(STAYS_OUT);
    assertThat(brake.take(new Message.Present(all, List.of()))).isEqualTo(STAYS_OUT);
    assertThat(brake.take(new Message.PresentEnd(700))).isEqualTo(STAYS_OUT);
    assertThat(brake.take(new Message.CaughtUp(700))).isEqualTo(AGAIN);
    assertThat(brake.take(removal(701, OTHER, dirA))).isEqualTo(STAYS_OUT);
    assertThat(brake.isOpen()).isFalse();
  }

  // ---- what is held

  @Test
  void aPresentState_thatLacksHalf_isHeldUntilItIsApproved() throws UserError {
    assertThat(tellPresent(without(dirA))).isEqualTo(HELD);

    assertThat(brake.files()).isEqualTo(FILES);
    assertThat(brake.places()).containsExactly(new HeldText.At(NodeId.ROOT, Name.of("a")));
    String digest = requireNonNull(brake.plan()).digest();
    assertThat(brake.take(new Message.Answer(1, 0, List.of()))).isEqualTo(STAYS_OUT);
    assertThat(brake.take(removal(701, OTHER, dirB))).isEqualTo(STAYS_OUT);

    brake.reset();
    assertThat(requireNonNull(brake.plan()).digest()).as("without a session").isEqualTo(digest);
    IncomingBrake restarted = braking(true);
    assertThat(restarted.plan()).isNull();
    assertThat(tellPresent(restarted, without(dirA))).isEqualTo(HELD);
    assertThat(requireNonNull(restarted.plan()).digest()).isEqualTo(digest);

    restarted.approve();
    assertThat(restarted.plan()).isNull();
    approvals = Approvals.load(base.resolve("approved"));
    IncomingBrake again = braking(true);
    assertThat(again.take(welcome(Start.PRESENT, 7, 8))).isEqualTo(ENTERS);
    assertThat(again.take(welcome(Start.PRESENT, 7, 9)))
        .as("the hub started again")
        .isEqualTo(STAYS_OUT);
  }

  @Test
  void whatWasApproved_hasArrived_isListenedForAnew() {
    tellPresent(without(dirA));
    brake.approve();
    assertThat(brake.take(welcome(Start.PRESENT, 7, 8))).isEqualTo(ENTERS);

    index.setTerms(List.of(new TermEnd(7, LAST_SEQ), new TermEnd(8, 700)));
    assertThat(brake.take(welcome(Start.CHANGES, 7, 8))).isEqualTo(ENTERS);
    assertThat(brake.take(welcome(Start.PRESENT, 7, 8))).isEqualTo(STAYS_OUT);
  }

  @Test
  void aPlan_isForgottenWhenTheHubHasItAllAgain() {
    tellPresent(without(dirA));
    assertThat(brake.plan()).isNotNull();

    assertThat(tellPresent(all)).isEqualTo(AGAIN);
    assertThat(brake.plan()).isNull();
    assertThat(brake.take(welcome(Start.PRESENT, 7, 8))).isEqualTo(ENTERS);
  }

  @Test
  void aHundredFiles_mayBeMissingAndOneMoreMayNot() {
    assertThat(tellPresent(all.subList(0, all.size() - 100))).isEqualTo(AGAIN);
    brake.reset();
    assertThat(tellPresent(braking(true), all.subList(0, all.size() - 101))).isEqualTo(HELD);
  }

  @Test
  void afterALostTail_whatTheHubNeverHadIsNotMissing() {
    List<TermEnd> terms = List.of(new TermEnd(7, 500), new TermEnd(8, 900));
    brake.take(new Message.Welcome(terms, Start.LOST_TAIL, 500));
    brake.take(new Message.Present(all.subList(0, 400), List.of()));
    brake.take(new Message.PresentEnd(900));

    assertThat(brake.take(new Message.CaughtUp(900))).as("100 up to change 500").isEqualTo(AGAIN);
  }

  @Test
  void theLastOfTheRoot_isHeldHoweverFewFiles_butNotIfSomethingElseIsThere() throws UserError {
    try (SqliteIndex few = SqliteIndex.open(base.resolve("few.db"))) {
      NodeState one = new NodeState(id(9_001), NodeId.ROOT, Name.of("one"), 1, file("1"), 1);
      NodeState two = new NodeState(id(9_002), NodeId.ROOT, Name.of("two"), 2, file("2"), 2);
      few.put(new Row(one, null));
      few.put(new Row(two, null));
      IncomingBrake small = new IncomingBrake(few, node -> true, approvals, SELF, true);
      assertThat(tellPresent(small, List.of())).isEqualTo(HELD);
      small.reset();
      NodeState other = new NodeState(id(9_003), NodeId.ROOT, Name.of("three"), 3, file("3"), 3);
      assertThat(tellPresent(small, List.of(other))).isEqualTo(AGAIN);
    }
  }

  // ---- what does not count

  @Test
  void whatIsReplacedUnderItsPath_isNotRemoved() {
    List<NodeState> told = new ArrayList<>(without(dirA));
    NodeState fresh = new NodeState(id(5_000), NodeId.ROOT, Name.of("a"), 700, DIRECTORY, 700);
    told.add(fresh);
    for (int i = 0; i < FILES; i++) {
      told.add(new NodeState(id(5_001 + i), fresh.node(), name(i), 700, file("new " + i), 700));
    }
    assertThat(tellPresent(told)).isEqualTo(AGAIN);

    brake.reset();
    List<NodeState> asDirectories = new ArrayList<>(without(dirA));
    asDirectories.add(fresh);
    for (int i = 0; i < FILES; i++) {
      NodeId node = id(6_001 + i);
      asDirectories.add(new NodeState(node, fresh.node(), name(i), 700, DIRECTORY, 700));
    }
    assertThat(tellPresent(braking(true), asDirectories)).isEqualTo(HELD);
  }

  @Test
  void theSameContentsElsewhere_areNotRemoved_eachOnce() {
    List<NodeState> told = new ArrayList<>(without(dirA));
    for (int i = 0; i < FILES - 100; i++) {
      told.add(new NodeState(id(5_001 + i), dirB.node(), name(1_000 + i), 700, file("a" + i), 700));
    }
    assertThat(tellPresent(told)).isEqualTo(AGAIN);
    brake.reset();
    told.removeLast();
    assertThat(tellPresent(braking(true), told)).isEqualTo(HELD);
  }

  @Test
  void whatThisMemberRemovedItself_isNotRemovedByTheHub() {
    brake.take(welcome(Start.CHANGES, 6, 8));
    brake.take(removal(603, SELF, dirA));
    assertThat(brake.take(new Message.CaughtUp(603))).isEqualTo(AGAIN);

    brake.reset();
    all.stream().filter(n -> n.parent().equals(dirA.node())).forEach(n -> notOnDisk.add(n.node()));
    assertThat(tellPresent(braking(true), without(dirA))).isEqualTo(AGAIN);
  }

  @Test
  void aTree_thatComesWholeOverAnother_removesOnlyWhatItDoesNotList() {
    assertThat(tellInstalled(FILES - 100)).isEqualTo(AGAIN);
    brake.reset();
    assertThat(tellInstalled(FILES - 101)).isEqualTo(HELD);
    assertThat(brake.files()).isEqualTo(101);
  }

  /** The hub keeps the nodes of those that are listed. */
  private IncomingBrake.Fate tellInstalled(int listed) {
    brake = braking(true);
    brake.take(welcome(Start.CHANGES, 6, 8));
    List<Operation.Create> nodes = new ArrayList<>();
    nodes.add(new Operation.Create(dirA.node(), dirA.parent(), dirA.name(), DIRECTORY));
    for (NodeState state : index.children(dirA.node()).subList(0, listed)) {
      nodes.add(
          new Operation.Create(state.node(), state.parent(), state.name(), file("new version")));
    }
    brake.take(change(603, OTHER, new Operation.InstallTree(asOf(), nodes)));
    return brake.take(new Message.CaughtUp(603));
  }

  @Test
  void whatWasMovedOutBefore_doesNotGoWithItsDirectory_andWhatWasMovedInDoes() {
    brake.take(welcome(Start.CHANGES, 6, 8));
    brake.take(change(603, OTHER, new Operation.Move(dirA.node(), 1, dirB.node(), name(9_000))));
    NodeState file = index.children(dirA.node()).getFirst();
    brake.take(
        change(604, OTHER, new Operation.Move(file.node(), 2, NodeId.ROOT, Name.of("kept"))));
    brake.take(
        change(
            605,
            OTHER,
            new Operation.RemoveTree(
                dirB.node(), dirB.placeSeq(), new Cursor(LAST_SEQ + 2, List.of()))));

    assertThat(brake.take(new Message.CaughtUp(605))).isEqualTo(HELD);
    assertThat(brake.files()).isEqualTo(2 * FILES - 1);
  }

  @Test
  void whatIsNewerThanARemoval_stays() {
    brake.take(welcome(Start.CHANGES, 6, 8));
    Cursor older = new Cursor(dirA.placeSeq() + 50, List.of());
    brake.take(change(603, OTHER, new Operation.RemoveTree(dirA.node(), dirA.placeSeq(), older)));

    assertThat(brake.take(new Message.CaughtUp(603))).isEqualTo(AGAIN);
  }

  @Test
  void whatChangesRemoveAfterAPresentState_countsTogetherWithWhatThatLacks() {
    brake.take(welcome(Start.PRESENT, 7, 8));
    brake.take(new Message.Present(all.subList(0, all.size() - 60), List.of()));
    brake.take(new Message.PresentEnd(700));
    long seq = 701;
    for (NodeState state : index.children(dirA.node()).subList(0, 60)) {
      brake.take(change(seq, OTHER, new Operation.Remove(state.node(), 1, 1)));
      seq++;
    }
    assertThat(brake.take(new Message.CaughtUp(seq))).isEqualTo(HELD);
    assertThat(brake.files()).isEqualTo(120);
  }

  // ---- words

  private IncomingBrake.Fate tellPresent(List<NodeState> states) {
    return tellPresent(brake, states);
  }

  private static IncomingBrake.Fate tellPresent(IncomingBrake to, List<NodeState> states) {
    to.take(welcome(Start.PRESENT, 7, 8));
    to.take(new Message.Present(states, List.of()));
    to.take(new Message.PresentEnd(700));
    return to.take(new Message.CaughtUp(700));
  }

  private List<NodeState> without(NodeState directory) {
    return all.stream()
        .filter(n -> !n.node().equals(directory.node()) && !n.parent().equals(directory.node()))
        .toList();
  }

  private static Message.Welcome welcome(Start start, long... terms) {
    List<TermEnd> ends = new ArrayList<>();
    for (long term : terms) {
      ends.add(new TermEnd(term, LAST_SEQ));
    }
    return new Message.Welcome(ends, start, LAST_SEQ);
  }

  private static Message.Change removal(long seq, MemberId author, NodeState directory) {
    return change(
        seq, author, new Operation.RemoveTree(directory.node(), directory.placeSeq(), asOf()));
  }

  private static Cursor asOf() {
    return new Cursor(LAST_SEQ, List.of());
  }

  private static Message.Change change(long seq, MemberId author, Operation operation) {
    return new Message.Change(seq, 8, author, 1, List.of(operation), List.of());
  }

  private NodeState directoryWithFiles(String name) {
    NodeState directory = add(NodeId.ROOT, Name.of(name), DIRECTORY);
    for (int i = 0; i < FILES; i++) {
      add(directory.node(), name(i), file(name + i));
    }
    return directory;
  }

  private NodeState add(NodeId parent, Name name, Entry entry) {
    long seq = all.size() + 1L;
    NodeState state = new NodeState(id(seq), parent, name, seq, entry, seq);
    index.put(new Row(state, null));
    all.add(state);
    return state;
  }

  private static Name name(int number) {
    return Name.of("f" + number);
  }

  private static NodeId id(long counter) {
    return new NodeId(OTHER, counter);
  }

  private static Entry file(String content) {
    Bytes bytes = Bytes.owning(content.getBytes(StandardCharsets.UTF_8));
    return new Entry.RegularFile(
        ContentHash.ofContent(bytes), bytes.length(), 0644, OWNER, new Timestamp(1_700_000_000, 0));
  }
}
