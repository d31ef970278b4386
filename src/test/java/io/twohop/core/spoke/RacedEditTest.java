package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
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

/** An edit that raced our swap. */
class RacedEditTest {
  private static final NodeId NODE = new NodeId(new MemberId(1), 7);
  private static final Timestamp TIME = new Timestamp(5, 0);
  private final MemoryIndex index = new MemoryIndex();

  /** The hub takes content and time of it only, and this member has to mean the same by it. */
  @Test
  void itsOtherFacets_areThoseOfItsBase() {
    NodeState base = new NodeState(NODE, NodeId.ROOT, Name.of("f"), 3, file(Bytes.EMPTY, 0644), 3);
    index.put(new Row(base, seen(0644)));
    SpokeMachine machine =
        new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
    machine.step(new Input.Connected(), 0);
    machine.step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)), 0);
    Bytes edited = Bytes.owning(new byte[] {1});
    List<Effect> effects =
        machine.step(new Input.Raced(NODE, 3, file(edited, 0600), seen(0600), edited), 0);

    assertThat(effects)
        .filteredOn(Effect.Send.class::isInstance)
        .extracting(e -> ((Effect.Send) e).message())
        .filteredOn(Message.Propose.class::isInstance)
        .flatExtracting(m -> ((Message.Propose) m).operations())
        .extracting(o -> ((Operation.Body) o).entry())
        .containsExactly(file(edited, 0644));
  }

  private static Entry file(Bytes content, int mode) {
    return new Entry.RegularFile(
        ContentHash.ofContent(content),
        content.length(),
        mode,
        new Owner("root", 0, "root", 0),
        TIME);
  }

  private static Fingerprint seen(int mode) {
    return new Fingerprint(9, TIME, 0, TIME, TIME, mode, 0, 0);
  }
}
