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
    connect();
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

  @Test
  void content_thatOneOfTwoProposalsDoesNotHaveAnyMore_isAskedForWhereTheOtherHasIt() {
    connect();
    obtains(propose(create(1, "moved-away", 1)));
    obtains(propose(create(2, "raced", 2)));

    List<Effect> effects = hub.step(new Input.Withdrawn(MEMBER, node(1), file(3).content()));

    assertThat(answered(effects)).containsExactly(1L);
    assertThat(obtains(effects)).extracting(Effect.Obtain::node).containsExactly(node(2));
    stored.add(file(3).content());
    assertThat(hub.step(new Input.Obtained(file(3).content())))
        .filteredOn(Effect.Append.class::isInstance)
        .singleElement()
        .extracting(effect -> ((Effect.Append) effect).record())
        .isInstanceOf(JournalRecord.Accepted.class);
  }

  private static Message.Propose create(long number, String name, long counter) {
    Operation create = new Operation.Create(node(counter), NodeId.ROOT, Name.of(name), file(3));
    return new Message.Propose(number, hash((int) number), List.of(create), List.of());
  }

  private static List<Long> answered(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Append.class::isInstance)
        .map(effect -> ((JournalRecord.Answered) ((Effect.Append) effect).record()).number())
        .toList();
  }

  private void connect() {
    hub.step(
        new Input.Connected(
            MEMBER, new Message.Hello(MEMBER, List.of(), new Cursor(0, List.of()))));
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
