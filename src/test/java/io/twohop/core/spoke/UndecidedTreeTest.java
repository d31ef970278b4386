package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.core.message.TermEnd;
import io.twohop.core.message.Verdict;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A directory came whole, and somebody works in it before the hub has answered. Nobody else has
 * done anything, so nothing may be told in a way that loses.
 */
class UndecidedTreeTest {
  private static final MemberId MEMBER = new MemberId(2);
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Name TREE = Name.of("tree");
  private static final Name FILE = Name.of("file");
  private static final Timestamp TIME = new Timestamp(2, 0);
  private static final Bytes FIRST = Bytes.copyOf(new byte[] {'1'});
  private static final Bytes SECOND = Bytes.copyOf(new byte[] {'2'});

  private final MemoryIndex index = new MemoryIndex();
  private final SpokeMachine machine =
      new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
  private long nowNanos;

  @Test
  void anEdit_isOneOfTheFileThatTheHubHasMade() {
    connect();
    List<Operation> tree = arrive();
    NodeId directory = node(NodeId.ROOT, TREE);
    NodeId file = node(directory, FILE);
    assertThat(look(present(file, directory, FILE, SECOND, 9))).isEmpty();

    assertThat(made(tree))
        .containsExactly(
            new Operation.Body(file, 1, new Facets(true, false, false, false), entry(SECOND)));
    assertThat(machine.at(directory, FILE)).isEqualTo(file);
  }

  /** The session ended before the answer, and the change came with those that were missed. */
  @Test
  void anEdit_whileTheSessionWasCut_isOneOfTheFileThatTheHubHasMade() {
    connect();
    List<Operation> tree = arrive();
    long number = machine.lastProposal();
    NodeId directory = node(NodeId.ROOT, TREE);
    NodeId file = node(directory, FILE);
    step(new Input.Disconnected());
    look(present(file, directory, FILE, SECOND, 9));
    connect();
    step(new Input.Received(new Message.Change(1, 1, MEMBER, number, tree, List.of(FIRST))));

    assertThat(answer(number, 1, new Verdict.Rewritten()))
        .containsExactly(
            new Operation.Body(file, 1, new Facets(true, false, false, false), entry(SECOND)));
  }

  /** A plugin is updated, and the new one changes a file of its own. */
  @Test
  void anEdit_inATreeThatReplacesOne_isOneOfTheNewContent() {
    NodeId directory = new NodeId(new MemberId(1), 7);
    NodeId file = new NodeId(new MemberId(1), 8);
    NodeState top = new NodeState(directory, NodeId.ROOT, TREE, 1, directory(), 1);
    index.put(new Row(top, seen(5)));
    Entry old = entry(Bytes.copyOf(new byte[] {'0'}));
    index.put(new Row(new NodeState(file, directory, FILE, 1, old, 1), seen(6)));
    connect();
    List<Operation> tree = arrive();
    assertThat(look(present(file, directory, FILE, SECOND, 9))).isEmpty();

    assertThat(made(2, tree))
        .containsExactly(
            new Operation.Body(file, 2, new Facets(true, false, false, false), entry(SECOND)));
  }

  @Test
  void aRemoval_isOneOfTheFileThatTheHubHasMade() {
    connect();
    List<Operation> tree = arrive();
    NodeId directory = node(NodeId.ROOT, TREE);
    NodeId file = node(directory, FILE);
    look(new Finding.Missing(file, directory, FILE, true));
    later();

    assertThat(made(tree)).containsExactly(new Operation.Remove(file, 1, 1));
  }

  /** The hub has to have that one, and to know that it went. */
  @Test
  void aNewFile_atTheNameOfOneThatWent_waitsForTheAnswers() {
    connect();
    List<Operation> tree = arrive();
    NodeId directory = node(NodeId.ROOT, TREE);
    NodeId gone = node(directory, FILE);
    look(new Finding.Missing(gone, directory, FILE, true));
    later();
    assertThat(look(present(null, directory, FILE, SECOND, 10))).isEmpty();
    NodeId made = node(directory, FILE);

    assertThat(made(tree)).containsExactly(new Operation.Remove(gone, 1, 1));
    assertThat(accepted(2))
        .containsExactly(new Operation.Create(made, directory, FILE, entry(SECOND)));
  }

  /** The hub would have lost it against a file that is here no more. */
  @Test
  void aTree_atTheNameOfAFileThatIsYetToBeTold_waitsForTheRemovalOfThat() {
    NodeId file = new NodeId(new MemberId(1), 7);
    NodeState state = new NodeState(file, NodeId.ROOT, TREE, 3, entry(FIRST), 3);
    index.put(new Row(state, seen(8)));
    look(new Finding.Missing(file, NodeId.ROOT, TREE, true));
    later();
    assertThat(arrive()).isEmpty();

    assertThat(connect()).containsExactly(new Operation.Remove(file, 3, 3));
    List<Operation> then = accepted(4);
    NodeId directory = node(NodeId.ROOT, TREE);
    assertThat(then).contains(new Operation.Create(directory, NodeId.ROOT, TREE, directory()));
  }

  /** A plugin is updated, and before that somebody took a file out of the old one. */
  @Test
  void aTree_thatReplacesOneWhichAFileLeft_takesThatFileNotAlong() {
    NodeId directory = new NodeId(new MemberId(1), 7);
    NodeId file = new NodeId(new MemberId(1), 8);
    NodeState top = new NodeState(directory, NodeId.ROOT, TREE, 3, directory(), 3);
    index.put(new Row(top, seen(5)));
    NodeState inside = new NodeState(file, directory, Name.of("old"), 3, entry(SECOND), 3);
    index.put(new Row(inside, seen(6)));
    Finding.Present moved = present(file, NodeId.ROOT, Name.of("taken"), SECOND, 6);
    look(moved);
    assertThat(arrive()).isEmpty();

    assertThat(connect())
        .contains(new Operation.Move(file, 3, NodeId.ROOT, Name.of("taken")))
        .noneMatch(Operation.InstallTree.class::isInstance);
  }

  /** It has been a directory before, and its name is somebody else's by then. */
  @Test
  void aTree_thatIsMovedOn_isMovedAfterTheAnswer() {
    NodeId directory = new NodeId(new MemberId(1), 7);
    NodeState top = new NodeState(directory, NodeId.ROOT, TREE, 1, directory(), 1);
    index.put(new Row(top, seen(7)));
    connect();
    List<Operation> tree = arrive();
    Name elsewhere = Name.of("elsewhere");
    Facets none = Facets.NONE;
    assertThat(
            look(
                new Finding.Present(
                    directory, NodeId.ROOT, elsewhere, directory(), none, seen(7), null)))
        .isEmpty();

    assertThat(made(2, tree))
        .containsExactly(new Operation.Move(directory, 1, NodeId.ROOT, elsewhere));
  }

  private List<Operation> connect() {
    step(new Input.ScanComplete());
    step(new Input.Connected());
    List<TermEnd> terms = List.of(new TermEnd(1, 0));
    List<Operation> again =
        step(new Input.Received(new Message.Welcome(terms, Message.Start.CHANGES, 0)));
    List<Operation> proposed = new ArrayList<>(again);
    proposed.addAll(step(new Input.Received(new Message.CaughtUp(0))));
    return proposed;
  }

  private List<Operation> arrive() {
    Finding.Present top =
        new Finding.Present(null, NodeId.ROOT, TREE, directory(), Facets.ALL, seen(7), null);
    Finding.Present file = present(null, NodeId.ROOT, FILE, FIRST, 9);
    return look(
        new Finding.Arrived(
            List.of(new Finding.Arrived.Part(top, -1), new Finding.Arrived.Part(file, 0))));
  }

  /** The hub says that it made the tree as it was proposed. */
  private List<Operation> made(List<Operation> tree) {
    return made(1, tree);
  }

  private List<Operation> made(long seq, List<Operation> tree) {
    long number = machine.lastProposal();
    answer(number, seq, new Verdict.Rewritten());
    return step(new Input.Received(new Message.Change(seq, 1, MEMBER, number, tree, List.of())));
  }

  private List<Operation> accepted(long seq) {
    return answer(machine.lastProposal(), seq, new Verdict.Accepted());
  }

  private List<Operation> answer(long number, long seq, Verdict verdict) {
    return step(new Input.Received(new Message.Answer(number, seq, List.of(verdict))));
  }

  private void later() {
    nowNanos += 1_000_000_000;
  }

  private List<Operation> look(Finding finding) {
    return step(new Input.Looked(List.of(finding)));
  }

  /** The operations that the machine proposes then. */
  private List<Operation> step(Input input) {
    nowNanos++;
    return machine.step(input, nowNanos).stream()
        .filter(Effect.Send.class::isInstance)
        .map(effect -> ((Effect.Send) effect).message())
        .filter(Message.Propose.class::isInstance)
        .flatMap(message -> ((Message.Propose) message).operations().stream())
        .toList();
  }

  private NodeId node(NodeId parent, Name name) {
    NodeId node = machine.at(parent, name);
    assertThat(node).isNotNull();
    return node;
  }

  private static Finding.Present present(
      @Nullable NodeId known, NodeId parent, Name name, Bytes content, long inode) {
    Facets changed = known == null ? Facets.ALL : new Facets(true, false, false, false);
    return new Finding.Present(known, parent, name, entry(content), changed, seen(inode), content);
  }

  private static Fingerprint seen(long inode) {
    return new Fingerprint(inode, TIME, 1, TIME, TIME, 0644, 0, 0);
  }

  private static Entry directory() {
    return new Entry.Directory(0755, OWNER);
  }

  private static Entry entry(Bytes content) {
    return new Entry.RegularFile(
        ContentHash.ofContent(content), content.length(), 0644, OWNER, TIME);
  }
}
