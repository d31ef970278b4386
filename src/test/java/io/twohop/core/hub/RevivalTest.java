package io.twohop.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.sim.MemoryHeads;
import io.twohop.sim.MemoryJournal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A removed directory is made again for what somebody else put into it meanwhile. */
class RevivalTest {
  private static final MemberId MEMBER = new MemberId(7);
  private static final Entry DIRECTORY = new Entry.Directory(0755, new Owner("root", 0, "root", 0));
  private static final NodeId REMOVED = new NodeId(MEMBER, 1);
  private static final NodeId ELSEWHERE = new NodeId(MEMBER, 2);

  private final HubMachine hub =
      new HubMachine(new MemoryHeads(), new MemoryJournal(), content -> true);
  private long number;

  @BeforeEach
  void aDirectoryIsRemoved() {
    hub.step(
        new Input.Connected(
            MEMBER, new Message.Hello(MEMBER, List.of(), new Cursor(0, List.of()))));
    decided(create(REMOVED, NodeId.ROOT, "gone"));
    decided(create(ELSEWHERE, NodeId.ROOT, "elsewhere"));
    decided(new Operation.Remove(REMOVED, 1, 1));
  }

  @Test
  void aCreationBelowIt_makesItAgain_andTheAuthorIsTold() {
    Operation.Create made = create(new NodeId(MEMBER, 3), REMOVED, "new");
    JournalRecord.Accepted accepted = (JournalRecord.Accepted) decided(made);
    assertThat(accepted.operations()).containsExactly(create(REMOVED, NodeId.ROOT, "gone"), made);
    assertThat(accepted.verdicts()).containsExactly(new Verdict.Rewritten());
  }

  /** The author of what lost entirely gets no change, so there must be none. */
  @Test
  void aTreeBelowIt_thatLoses_leavesItRemoved() {
    JournalRecord answered =
        decided(
            new Operation.InstallTree(
                new Cursor(3, List.of()), List.of(create(ELSEWHERE, REMOVED, "moved"))));
    assertThat(answered).isInstanceOf(JournalRecord.Answered.class);
  }

  private JournalRecord decided(Operation operation) {
    number++;
    ContentHash digest = ContentHash.ofContent(Bytes.copyOf(new byte[] {1}));
    List<Effect> effects =
        hub.step(
            new Input.Received(
                MEMBER, new Message.Propose(number, digest, List.of(operation), List.of())));
    return effects.stream()
        .filter(Effect.Append.class::isInstance)
        .map(effect -> ((Effect.Append) effect).record())
        .findFirst()
        .orElseThrow();
  }

  private static Operation.Create create(NodeId node, NodeId parent, String name) {
    return new Operation.Create(node, parent, Name.of(name), DIRECTORY);
  }
}
