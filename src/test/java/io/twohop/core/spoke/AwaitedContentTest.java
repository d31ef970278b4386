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
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * While the hub fetches a large content it decides what comes later. What rests on that proposal
 * would lose, and be taken from a disk where nobody disagreed.
 */
class AwaitedContentTest {
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Name DIRECTORY = Name.of("directory");
  private static final Name LARGE = Name.of("large");
  private static final Name SMALL = Name.of("small");
  private static final Bytes CONTENT = Bytes.copyOf(new byte[] {'x'});
  private static final Verdict WITHDRAWN = new Verdict.Lost(Verdict.Reason.WITHDRAWN);

  private final SpokeMachine machine =
      new SpokeMachine(
          new MemoryIndex(), new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
  private long nowNanos;

  @Test
  void aFile_inADirectoryProposedWithALargeOne_isProposedAfterTheAnswer() {
    List<Operation> first = proposeDirectoryWithLargeFile();
    assertThat(first).hasSize(2);
    NodeId directory = node(NodeId.ROOT, DIRECTORY);

    assertThat(look(null, directory, SMALL, small())).isEmpty();

    List<Operation> then = answer(1, new Verdict.Accepted(), new Verdict.Accepted());
    assertThat(then)
        .containsExactly(new Operation.Create(node(directory, SMALL), directory, SMALL, small()));
  }

  @Test
  void aFile_inADirectoryProposedWithNothingToFetch_isProposedAtOnce() {
    connect();
    look(null, NodeId.ROOT, DIRECTORY, directory());
    NodeId directory = node(NodeId.ROOT, DIRECTORY);

    assertThat(look(null, directory, SMALL, small())).hasSize(1);
  }

  @Test
  void aNewFile_atTheNameThatALargeOneHasLeft_isProposedAfterTheAnswer() {
    connect();
    look(null, NodeId.ROOT, LARGE, large());
    look(node(NodeId.ROOT, LARGE), NodeId.ROOT, Name.of("renamed"), large());

    assertThat(look(null, NodeId.ROOT, LARGE, small())).isEmpty();

    answer(1, new Verdict.Accepted());
    NodeId made = node(NodeId.ROOT, LARGE);
    assertThat(answer(2, new Verdict.Accepted()))
        .as("the large one has left it for the hub too")
        .containsExactly(new Operation.Create(made, NodeId.ROOT, LARGE, small()));
  }

  /** What is asked for meanwhile by its id is asked for still. */
  @Test
  void whatWasWithdrawn_isProposedAgain_asTheSameNode() {
    List<Operation> first = proposeDirectoryWithLargeFile();

    answer(0, WITHDRAWN, WITHDRAWN);
    nowNanos += 1_000_000_000;

    assertThat(step(new Input.Woke())).isEqualTo(first);
  }

  /** It is in one set with its directory, being older than that. */
  private List<Operation> proposeDirectoryWithLargeFile() {
    look(null, NodeId.ROOT, LARGE, large());
    look(null, NodeId.ROOT, DIRECTORY, directory());
    look(node(NodeId.ROOT, LARGE), node(NodeId.ROOT, DIRECTORY), LARGE, large());
    return connect();
  }

  private List<Operation> connect() {
    step(new Input.ScanComplete());
    step(new Input.Connected());
    step(
        new Input.Received(
            new Message.Welcome(List.of(new TermEnd(1, 0)), Message.Start.CHANGES, 0)));
    return step(new Input.Received(new Message.CaughtUp(0)));
  }

  private List<Operation> look(@Nullable NodeId known, NodeId parent, Name name, Entry entry) {
    Facets changed = known == null ? Facets.ALL : Facets.NONE;
    Bytes content = entry.equals(small()) ? CONTENT : null;
    Timestamp birth = new Timestamp(1, 0);
    Timestamp time = new Timestamp(2, 0);
    long inode = entry.isDirectory() ? 7 : entry.equals(small()) ? 8 : 9;
    Fingerprint seen = new Fingerprint(inode, birth, 1, time, time, 0644, 0, 0);
    return step(
        new Input.Looked(
            List.of(new Finding.Present(known, parent, name, entry, changed, seen, content))));
  }

  private List<Operation> answer(long seq, Verdict... verdicts) {
    return step(
        new Input.Received(new Message.Answer(machine.lastProposal(), seq, List.of(verdicts))));
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

  private static Entry directory() {
    return new Entry.Directory(0755, OWNER);
  }

  private static Entry small() {
    return file(CONTENT.length());
  }

  private static Entry large() {
    return file(100_000);
  }

  private static Entry file(long sizeBytes) {
    return new Entry.RegularFile(
        ContentHash.ofContent(CONTENT), sizeBytes, 0644, OWNER, new Timestamp(2, 0));
  }
}
