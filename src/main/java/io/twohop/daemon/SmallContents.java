package io.twohop.daemon;

import io.twohop.core.hub.Journal;
import io.twohop.core.hub.JournalRecord;
import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.NodeState;
import io.twohop.wire.PresentBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The small contents of the present state: they ride along with the nodes, from the change that
 * brought them. One that is not found is fetched by who needs it. Belongs to the hub's thread.
 */
final class SmallContents {
  private final Journal journal;

  // WHY: a tree that came whole is one change with many contents; each is hashed once.
  private final Map<ContentHash, Bytes> last = new HashMap<>();
  private long lastSeq = -1;

  SmallContents(Journal journal) {
    this.journal = journal;
  }

  /** The same nodes in messages of a convenient size, with contents. */
  List<Message> attach(Message.Present present) {
    List<Message> messages = new ArrayList<>();
    PresentBatch batch = new PresentBatch();
    for (NodeState node : present.nodes()) {
      batch.add(node, contentOf(node));
      if (batch.isFull()) {
        messages.add(batch.take());
      }
    }
    if (!batch.isEmpty()) {
      messages.add(batch.take());
    }
    return messages;
  }

  private @Nullable Bytes contentOf(NodeState node) {
    return node.entry() instanceof Entry.RegularFile file
            && file.sizeBytes() <= Message.INLINE_MAX_BYTES
        ? find(file.content(), node.bodySeq())
        : null;
  }

  /** A content by the change that brought it, if that is still in the journal with it. */
  @Nullable Bytes find(ContentHash content, long seq) {
    if (seq != lastSeq) {
      JournalRecord.Accepted change = journal.read(seq);
      last.clear();
      lastSeq = seq;
      if (change != null) {
        change.contents().forEach(bytes -> last.put(ContentHash.ofContent(bytes), bytes));
      }
    }
    return last.get(content);
  }
}
