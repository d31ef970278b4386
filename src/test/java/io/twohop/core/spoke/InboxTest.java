package io.twohop.core.spoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.sim.MemoryIndex;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A file that this disk cannot have yet, since something else has its name in its directory. */
class InboxTest {
  private static final NodeId DIRECTORY = new NodeId(new MemberId(1), 1);
  private static final NodeId FILE = new NodeId(new MemberId(1), 2);
  private static final NodeId ANOTHER = new NodeId(new MemberId(1), 3);
  private static final Owner OWNER = new Owner("root", 0, "root", 0);
  private static final Name NAME = Name.of("f");
  private static final Entry OF_FILE =
      new Entry.RegularFile(
          ContentHash.ofContent(Bytes.EMPTY), 0, 0644, OWNER, new Timestamp(5, 0));

  private final MemoryIndex index = new MemoryIndex();
  private final Inbox inbox = new Inbox(index);

  InboxTest() {
    Entry ofDirectory = new Entry.Directory(0755, OWNER);
    index.put(
        new Row(new NodeState(DIRECTORY, NodeId.ROOT, Name.of("d"), 3, ofDirectory, 3), null));
    index.putBlocked(new Blocked(new NodeState(FILE, DIRECTORY, NAME, 4, OF_FILE, 4), null));
  }

  @Test
  void theRemovalOfItsDirectory_waitsForAnEditOfIt() {
    Facets content = new Facets(true, false, false, false);
    Incoming edit = add(5, new Operation.Body(FILE, 4, content, OF_FILE));
    Incoming removal = add(6, new Operation.RemoveTree(DIRECTORY, 3, new Cursor(4, List.of())));
    assertThat(inbox.free()).containsExactly(edit);
    inbox.complete(edit);
    assertThat(inbox.free()).containsExactly(removal);
  }

  @Test
  void whatComesAtItsName_waitsForItsRemoval() {
    Incoming removal = add(5, new Operation.Remove(FILE, 4, 4));
    Incoming creation = add(6, new Operation.Create(ANOTHER, DIRECTORY, NAME, OF_FILE));
    assertThat(inbox.free()).containsExactly(removal);
    inbox.complete(removal);
    assertThat(inbox.free()).containsExactly(creation);
  }

  private Incoming add(long seq, Operation operation) {
    return inbox.add(new Matter.Accepted(seq, false, List.of(operation)), Map.of());
  }
}
