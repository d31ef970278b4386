package io.twohop.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
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

/**
 * A file was removed and another one moved to its name; a member that had not heard of it proposes
 * the same content for the first one, so that one became the other.
 */
class UnitedTest {
  private static final MemberId MEMBER = new MemberId(7);
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Entry OLD = new Entry.Symlink(Bytes.copyOf(new byte[] {'o'}), OWNER);
  private static final Entry NEW = new Entry.Symlink(Bytes.copyOf(new byte[] {'n'}), OWNER);
  private static final NodeId FIRST = new NodeId(MEMBER, 1);
  private static final NodeId OTHER = new NodeId(MEMBER, 2);
  private static final Verdict UNITED = new Verdict.Alias(FIRST, OTHER);

  private final HubMachine hub =
      new HubMachine(new MemoryHeads(), new MemoryJournal(), content -> true);
  private long number;

  @BeforeEach
  void oneBecameTheOther() {
    hub.step(
        new Input.Connected(
            MEMBER, new Message.Hello(MEMBER, List.of(), new Cursor(0, List.of()))));
    decided(new Operation.Create(FIRST, NodeId.ROOT, Name.of("a"), OLD));
    decided(new Operation.Create(OTHER, NodeId.ROOT, Name.of("b"), NEW));
    decided(new Operation.Remove(FIRST, 1, 1));
    decided(new Operation.Move(OTHER, 2, NodeId.ROOT, Name.of("a")));
    assertThat(decided(new Operation.Body(FIRST, 1, Facets.ALL, NEW))).isEqualTo(UNITED);
  }

  /** No change of the first one's name will come, so the author cannot wait for one. */
  @Test
  void theSameContent_proposedAgain_isToldToBeTheOther() {
    assertThat(decided(new Operation.Body(FIRST, 1, Facets.ALL, NEW))).isEqualTo(UNITED);
  }

  @Test
  void theSamePlace_proposedAgain_isToldToBeTheOthers() {
    assertThat(decided(new Operation.Move(FIRST, 1, NodeId.ROOT, Name.of("a")))).isEqualTo(UNITED);
  }

  @Test
  void itsRemoval_isKnownSinceItsOwn() {
    decided(new Operation.Remove(OTHER, 4, 2));
    assertThat(decided(new Operation.Remove(FIRST, 1, 1))).isEqualTo(new Verdict.Known(3));
  }

  private Verdict decided(Operation operation) {
    number++;
    ContentHash digest = ContentHash.ofContent(Bytes.copyOf(new byte[] {(byte) number}));
    List<Effect> effects =
        hub.step(
            new Input.Received(
                MEMBER, new Message.Propose(number, digest, List.of(operation), List.of())));
    return effects.stream()
        .filter(Effect.Append.class::isInstance)
        .map(effect -> ((Effect.Append) effect).record())
        .map(UnitedTest::verdict)
        .findFirst()
        .orElseThrow();
  }

  private static Verdict verdict(JournalRecord appended) {
    return switch (appended) {
      case JournalRecord.Accepted accepted -> accepted.verdicts().getFirst();
      case JournalRecord.Answered answered -> answered.verdicts().getFirst();
      case JournalRecord.Term term -> throw new AssertionError(term);
    };
  }
}
