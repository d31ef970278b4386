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
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What has to be told before a barrier can be asked for. */
class UntoldTest {
  private static final Name FILE = Name.of("file");
  private final SpokeMachine machine =
      new SpokeMachine(
          new MemoryIndex(), new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));

  @Test
  void anEdit_whileItsFileIsProposed_isStillToBeTold() {
    machine.step(new Input.Connected(), 0);
    machine.step(
        new Input.Received(
            new Message.Welcome(List.of(new TermEnd(1, 0)), Message.Start.CHANGES, 0)),
        0);
    machine.step(new Input.Received(new Message.CaughtUp(0)), 0);
    machine.step(new Input.ScanComplete(), 0);
    assertThat(machine.wishes()).isEmpty();

    machine.step(new Input.Looked(List.of(found(null, "one"))), 1);
    long first = machine.lastProposal();
    assertThat(machine.wishes()).as("proposed at once").isEmpty();
    NodeId node = machine.at(NodeId.ROOT, FILE);
    machine.step(new Input.Looked(List.of(found(node, "other"))), 2);
    assertThat(machine.wishes()).as("behind the answer").isNotEmpty();

    Message.Answer yes = new Message.Answer(first, 1, List.of(new Verdict.Accepted()));
    machine.step(new Input.Received(yes), 3);
    assertThat(machine.lastProposal()).isGreaterThan(first);
    assertThat(machine.wishes()).isEmpty();
  }

  private static Finding found(@Nullable NodeId node, String text) {
    Bytes content = Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
    Timestamp time = new Timestamp(text.length(), 0);
    Entry entry =
        new Entry.RegularFile(
            ContentHash.ofContent(content),
            content.length(),
            0644,
            new Owner("root", 0, "root", 0),
            time);
    Timestamp birth = new Timestamp(1, 0);
    Fingerprint seen = new Fingerprint(9, birth, content.length(), time, time, 0644, 0, 0);
    Facets changed = node == null ? Facets.ALL : new Facets(true, false, false, true);
    return new Finding.Present(node, NodeId.ROOT, FILE, entry, changed, seen, content);
  }
}
