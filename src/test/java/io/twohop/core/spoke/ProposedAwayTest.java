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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A directory that the hub has not answered yet is exchanged with another one. */
class ProposedAwayTest {
  private static final NodeId RIVAL = new NodeId(new MemberId(1), 7);
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Entry DIRECTORY = new Entry.Directory(0755, OWNER);
  private static final Entry LINK = new Entry.Symlink(Bytes.copyOf(new byte[] {'x'}), OWNER);
  private static final Name NEW = Name.of("new");
  private static final Name BELOW = Name.of("below");
  private static final Name OLD = Name.of("old");

  private final MemoryIndex index = new MemoryIndex();
  private final SpokeMachine machine =
      new SpokeMachine(index, new CountedNumbers(), o -> ContentHash.ofContent(Bytes.EMPTY));
  private long nowNanos;

  /** Nobody looks below the directory again when its other half is found. */
  @Test
  void whatIsDeepInIt_andStillToBeTold_isNotForgotten() {
    index.put(new Row(new NodeState(RIVAL, NodeId.ROOT, OLD, 3, DIRECTORY, 3), seen(7)));
    step(new Input.ScanComplete());
    step(new Input.Connected());
    step(new Input.Received(new Message.Welcome(List.of(), Message.Start.CHANGES, 0)));
    step(new Input.Received(new Message.CaughtUp(0)));
    step(found(null, NodeId.ROOT, NEW, DIRECTORY, 8));
    NodeId directory = machine.at(NodeId.ROOT, NEW);
    step(found(null, directory, BELOW, DIRECTORY, 9));
    NodeId below = machine.at(directory, BELOW);
    step(found(RIVAL, NodeId.ROOT, NEW, DIRECTORY, 7), found(null, below, OLD, LINK, 10));
    NodeId link = machine.at(below, OLD);
    assertThat(link).isNotNull();

    step(found(directory, NodeId.ROOT, OLD, DIRECTORY, 8));

    assertThat(machine.at(below, OLD)).isEqualTo(link);
  }

  private void step(Finding... findings) {
    step(new Input.Looked(List.of(findings)));
  }

  private void step(Input input) {
    nowNanos += 1_000_000;
    machine.step(input, nowNanos);
  }

  private static Finding found(
      @Nullable NodeId node, NodeId parent, Name name, Entry entry, long inode) {
    Facets changed = node == null ? Facets.ALL : Facets.NONE;
    return new Finding.Present(node, parent, name, entry, changed, seen(inode), null);
  }

  private static Fingerprint seen(long inode) {
    return new Fingerprint(inode, TIME, 0, TIME, TIME, 0755, 0, 0);
  }
}
