package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
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
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A directory that came to its name whole. */
class ArrivedTest {
  private static final NodeId NODE = new NodeId(new MemberId(1), 7);
  private static final Name NAME = Name.of("d");
  private static final Entry DIRECTORY = new Entry.Directory(0755, new Owner("root", 0, "root", 0));
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Fingerprint SEEN = new Fingerprint(9, TIME, 0, TIME, TIME, 0755, 0, 0);

  @Test
  void oneThatWentAndCameBackAsItWas_isNoNews() {
    MemoryIndex index = new MemoryIndex();
    index.put(new Row(new NodeState(NODE, NodeId.ROOT, NAME, 3, DIRECTORY, 3), SEEN));
    SpokeMachine machine =
        new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
    machine.step(new Input.Connected(), 0);
    machine.step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)), 0);
    machine.step(new Input.Received(new Message.CaughtUp(0)), 0);
    machine.step(new Input.ScanComplete(), 0);
    Finding.Present found =
        new Finding.Present(NODE, NodeId.ROOT, NAME, DIRECTORY, Facets.NONE, SEEN, null);
    Finding.Arrived arrived = new Finding.Arrived(List.of(new Finding.Arrived.Part(found, -1)));
    List<Effect> effects = machine.step(new Input.Looked(List.of(arrived)), 1);

    assertThat(effects)
        .filteredOn(Effect.Send.class::isInstance)
        .extracting(e -> ((Effect.Send) e).message())
        .doesNotHaveAnyElementsOfTypes(Message.Propose.class);
  }
}
