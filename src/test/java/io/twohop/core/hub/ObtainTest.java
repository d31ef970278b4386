package io.twohop.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryHeads;
import io.twohop.sim.MemoryJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Contents that did not come with a proposal: the hub asks for each where the member has it. */
class ObtainTest {
  private static final MemberId MEMBER = new MemberId(7);
  private static final Owner OWNER = new Owner("www-data", 33, "www-data", 33);
  private static final int FILES = 5;

  private final TreeSet<ContentHash> stored = new TreeSet<>();
  private final HubMachine hub =
      new HubMachine(new MemoryHeads(), new MemoryJournal(), stored::contains);

  @Test
  void aTree_whoseContentsDidNotComeAlong_isDecidedWhenEachHasBeenHadFromItsOwnNode() {
    hub.step(
        new Input.Connected(
            MEMBER, new Message.Hello(MEMBER, List.of(), new Cursor(0, List.of()))));
    List<Operation.Create> nodes = new ArrayList<>();
    nodes.add(
        new Operation.Create(
            node(1), NodeId.ROOT, Name.of("plugin"), new Entry.Directory(0755, OWNER)));
    for (int i = 2; i < 2 + FILES; i++) {
      nodes.add(new Operation.Create(node(i), node(1), Name.of("f" + i), file(i)));
    }
    List<Operation> tree =
        List.of(new Operation.InstallTree(new Cursor(0, List.of()), List.copyOf(nodes)));

    List<Effect.Obtain> wanted =
        obtains(propose(new Message.Propose(1, hash(99), tree, List.of())));

    assertThat(wanted).extracting(Effect.Obtain::content).hasSize(FILES).doesNotHaveDuplicates();
    for (Effect.Obtain obtain : wanted) {
      assertThat(nodes)
          .anySatisfy(create -> {
            assertThat(create.node()).isEqualTo(obtain.node());
            assertThat(create.entry()).isInstanceOf(Entry.RegularFile.class);
            assertThat(((Entry.RegularFile) create.entry()).content()).isEqualTo(obtain.content());
          });
    }
    for (Effect.Obtain obtain : wanted.subList(1, FILES)) {
      stored.add(obtain.content());
      assertThat(hub.step(new Input.Obtained(obtain.content()))).isEmpty();
    }
    stored.add(wanted.getFirst().content());
    assertThat(hub.step(new Input.Obtained(wanted.getFirst().content())))
        .hasAtLeastOneElementOfType(Effect.Append.class);
  }

  private List<Effect> propose(Message.Propose proposal) {
    return hub.step(new Input.Received(MEMBER, proposal));
  }

  private static List<Effect.Obtain> obtains(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Obtain.class::isInstance)
        .map(Effect.Obtain.class::cast)
        .toList();
  }

  private static NodeId node(long counter) {
    return new NodeId(MEMBER, counter);
  }

  private static Entry.RegularFile file(int number) {
    return new Entry.RegularFile(
        hash(number), 70_000, 0644, OWNER, new Timestamp(1_700_000_000, 0));
  }

  private static ContentHash hash(int number) {
    return ContentHash.ofContent(io.twohop.model.Bytes.copyOf(new byte[] {(byte) number}));
  }
}
