package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.core.message.TermEnd;
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
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a member knows of its hub when it starts. */
class KnownTermsTest {
  @Test
  void aMember_thatSettlesBeforeItHasHeardTheHub_stillKnowsItsTerms() {
    MemoryIndex index = new MemoryIndex();
    List<TermEnd> terms = List.of(new TermEnd(7, 12));
    index.setTerms(terms);
    index.setCursor(new Cursor(12, List.of()));
    SpokeMachine machine =
        new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));

    machine.step(new Input.Looked(List.of(found())), 0);
    List<Effect> effects = machine.step(new Input.Woke(), 60_000_000_000L);

    assertThat(effects).anyMatch(Effect.Settle.class::isInstance);
    machine.reach();
    assertThat(index.terms()).isEqualTo(terms);
  }

  @Test
  void aRun_thatEndsBeforeItSettles_knowsHowFarItsRowsHaveCome() {
    MemoryIndex index = new MemoryIndex();
    List<TermEnd> terms = List.of(new TermEnd(7, 0));
    SpokeMachine machine =
        new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
    MemberId other = new MemberId(3);
    List<Operation> gone = List.of(new Operation.Remove(new NodeId(other, 1), 0, 0));

    machine.step(new Input.ScanComplete(), 0);
    machine.step(new Input.Connected(), 0);
    machine.step(new Input.Received(new Message.Welcome(terms, Message.Start.CHANGES, 0)), 0);
    machine.step(new Input.Received(new Message.Change(1, 7, other, 1, gone, List.of())), 0);
    machine.step(new Input.Received(new Message.CaughtUp(1)), 0);
    assertThat(index.cursor().low()).isZero();
    machine.reach();

    assertThat(index.cursor().low()).isEqualTo(1);
    assertThat(index.terms()).isEqualTo(List.of(new TermEnd(7, 1)));
  }

  private static Finding found() {
    Owner owner = new Owner("root", 0, "root", 0);
    Timestamp time = new Timestamp(1, 0);
    Entry entry = new Entry.RegularFile(ContentHash.ofContent(Bytes.EMPTY), 0, 0644, owner, time);
    Fingerprint seen = new Fingerprint(9, time, 0, time, time, 0644, 0, 0);
    return new Finding.Present(
        null, NodeId.ROOT, Name.of("file"), entry, Facets.ALL, seen, Bytes.EMPTY);
  }
}
