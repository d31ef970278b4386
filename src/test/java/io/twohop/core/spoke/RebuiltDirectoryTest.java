package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
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
import org.junit.jupiter.api.Test;

/** A directory was made anew, the old one's files moved over, and the old one removed. */
class RebuiltDirectoryTest {
  private static final NodeId OLD = new NodeId(new MemberId(1), 7);
  private static final NodeId FILE = new NodeId(new MemberId(1), 8);
  private static final Name NAME = Name.of("d");
  private static final Name FILE_NAME = Name.of("f");
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Entry DIRECTORY = new Entry.Directory(0755, OWNER);
  private static final Entry LINK = new Entry.Symlink(Bytes.copyOf(new byte[] {'x'}), OWNER);

  private final MemoryIndex index = new MemoryIndex();
  private final SpokeMachine machine =
      new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
  private long nowNanos;

  /** The hub, where others changed the old one meanwhile, keeps it: the new one is the same. */
  @Test
  void oneThatTheHubKeeps_becomesTheOldOne_andIsProposedOnce() {
    index.put(new Row(new NodeState(OLD, NodeId.ROOT, NAME, 3, DIRECTORY, 3), seen(9)));
    index.put(new Row(new NodeState(FILE, OLD, FILE_NAME, 3, LINK, 3), seen(10)));
    step(found(null, NodeId.ROOT, NAME, DIRECTORY, Facets.ALL, 11));
    NodeId made = machine.at(NodeId.ROOT, NAME);
    assertThat(made).isNotNull().isNotEqualTo(OLD);
    step(found(FILE, made, FILE_NAME, LINK, Facets.NONE, 10));
    step(new Input.ScanComplete());
    step(new Input.Connected());
    step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)));
    List<Effect> effects = step(new Input.Received(new Message.CaughtUp(0)));
    effects.addAll(step(new Input.Woke()));
    Message.Propose proposal = proposals(effects).getLast();
    List<Verdict> verdicts =
        proposal.operations().stream().map(RebuiltDirectoryTest::verdict).toList();
    assertThat(verdicts).hasSize(3);

    effects = step(new Input.Received(new Message.Answer(proposal.number(), 0, verdicts)));
    effects.addAll(step(new Input.Woke()));

    assertThat(effects).contains(new Effect.Unite(made, OLD));
    assertThat(proposals(effects)).isEmpty();
  }

  /** It was moved, and the kernel's word of that came after the one of the new one. */
  @Test
  void oneThatWasTakenForTheOldOne_isLookedAtAgain_whenThatIsFoundElsewhere() {
    index.put(new Row(new NodeState(OLD, NodeId.ROOT, NAME, 3, DIRECTORY, 3), seen(9)));
    step(new Input.Looked(List.of(new Finding.Missing(OLD, NodeId.ROOT, NAME, true))));
    step(found(null, NodeId.ROOT, NAME, DIRECTORY, Facets.ALL, 11));
    assertThat(machine.at(NodeId.ROOT, NAME)).isEqualTo(OLD);

    List<Effect> effects = step(found(OLD, NodeId.ROOT, FILE_NAME, DIRECTORY, Facets.NONE, 9));

    assertThat(machine.at(NodeId.ROOT, NAME)).isNull();
    assertThat(effects).contains(new Effect.Look(NodeId.ROOT, NAME));
  }

  private static Verdict verdict(Operation operation) {
    return switch (operation) {
      case Operation.Create c -> new Verdict.Alias(c.node(), OLD);
      case Operation.RemoveTree r -> new Verdict.Lost(Verdict.Reason.EDITED);
      case Operation.Move m -> new Verdict.Lost(Verdict.Reason.MOVED);
      case Operation.Body b -> throw new AssertionError(b);
      case Operation.Remove r -> throw new AssertionError(r);
      case Operation.InstallTree t -> throw new AssertionError(t);
    };
  }

  private List<Effect> step(Input input) {
    nowNanos += 10_000_000_000L;
    return new ArrayList<>(machine.step(input, nowNanos));
  }

  private static Input found(
      NodeId node, NodeId parent, Name name, Entry entry, Facets changed, long inode) {
    return new Input.Looked(
        List.of(new Finding.Present(node, parent, name, entry, changed, seen(inode), null)));
  }

  private static List<Message.Propose> proposals(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Send.class::isInstance)
        .map(effect -> ((Effect.Send) effect).message())
        .filter(Message.Propose.class::isInstance)
        .map(Message.Propose.class::cast)
        .toList();
  }

  private static Fingerprint seen(long inode) {
    return new Fingerprint(inode, TIME, 0, TIME, TIME, 0755, 0, 0);
  }
}
