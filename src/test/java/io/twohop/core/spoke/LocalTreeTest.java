package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import org.junit.jupiter.api.Test;

class LocalTreeTest {
  private static final NodeId ONE = new NodeId(new MemberId(1), 1);
  private static final NodeId OTHER = new NodeId(new MemberId(1), 2);
  private static final long INODE = 24;
  private static final Timestamp TIME = new Timestamp(5, 0);
  private static final Disk DISK =
      new Disk(
          NodeId.ROOT,
          Name.of("d"),
          new Entry.Directory(0755, new Owner("root", 0, "root", 0)),
          new Fingerprint(INODE, TIME, 0, TIME, TIME, 0755, 0, 0));

  private final MemoryIndex index = new MemoryIndex();
  private final LocalTree local = new LocalTree(index);

  /** What the kernel tells of a directory would be nobody's. */
  @Test
  void anInode_thatIsAnotherNodeNow_staysThatOnes() {
    local.set(ONE, DISK);
    local.set(ONE, null);
    assertThat(local.byInode(INODE, TIME)).as("it may come back").isEqualTo(ONE);
    local.set(OTHER, DISK);

    local.set(ONE, null);
    assertThat(local.byInode(INODE, TIME)).isEqualTo(OTHER);
    local.disown(ONE);
    assertThat(local.byInode(INODE, TIME)).isEqualTo(OTHER);
  }

  @Test
  void anInode_ofTwoRows_isTheNodeWhoseDiskIsAsItsRowSays() {
    index.put(row(ONE, "one"));
    index.put(row(OTHER, "other"));
    local.disown(ONE);

    assertThat(local.byInode(INODE, TIME)).isEqualTo(OTHER);
  }

  private static Row row(NodeId node, String name) {
    NodeState state = new NodeState(node, NodeId.ROOT, Name.of(name), 1, DISK.entry(), 1);
    return new Row(state, DISK.seen());
  }
}
