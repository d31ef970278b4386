package io.twohop.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A directory was made in place of another one, took what was in it, and the directory above both
 * was removed with all that was known of it: in the middle of that set two have one name.
 */
class ReplacedInSetTest {
  private static final MemberId MEMBER = new MemberId(7);
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Entry DIRECTORY = new Entry.Directory(0755, OWNER);
  private static final Entry LINK = new Entry.Symlink(Bytes.copyOf(new byte[] {'x'}), OWNER);
  private static final NodeId TOP = new NodeId(MEMBER, 1);
  private static final NodeId OLD = new NodeId(MEMBER, 2);
  private static final NodeId MOVED = new NodeId(MEMBER, 3);
  private static final NodeId NEWER = new NodeId(MEMBER, 4);
  private static final NodeId NEW = new NodeId(MEMBER, 5);
  private static final Name NAME = Name.of("name");

  private final MemoryHeads heads = new MemoryHeads();
  private final Replay replay = new Replay(heads);
  private long seq;

  @Test
  void theOldOne_goes() {
    replay.replay(new JournalRecord.Term(1));
    replay(new Operation.Create(TOP, NodeId.ROOT, Name.of("top"), DIRECTORY));
    replay(new Operation.Create(OLD, TOP, NAME, DIRECTORY));
    replay(new Operation.Create(MOVED, OLD, Name.of("moved"), LINK));
    replay(new Operation.Create(NEWER, TOP, Name.of("newer"), LINK));
    Decision decided =
        Decider.decide(
            heads,
            List.of(
                new Operation.Create(NEW, TOP, NAME, DIRECTORY),
                new Operation.Move(MOVED, 3, NEW, Name.of("moved")),
                new Operation.RemoveTree(TOP, 1, new Cursor(3, List.of()))));

    replay(decided.operations().toArray(new Operation[0]));

    assertThat(heads.node(OLD)).isNull();
    assertThat(heads.at(TOP, NAME)).isEqualTo(heads.node(NEW));
    assertThat(heads.node(MOVED)).isNotNull();
    assertThat(heads.node(TOP)).isNotNull();
  }

  private void replay(Operation... operations) {
    seq++;
    ContentHash digest = ContentHash.ofContent(Bytes.EMPTY);
    replay.replay(
        new JournalRecord.Accepted(
            seq, MEMBER, seq, digest, List.of(operations), List.of(), List.of()));
  }
}
