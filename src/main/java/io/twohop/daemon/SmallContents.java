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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The small contents of the present state: they ride along with the nodes, from the change that
 * brought them. One that is not found is fetched by who needs it.
 */
final class SmallContents {
  private final Journal journal;

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
    JournalRecord.Accepted change = journal.read(seq);
    if (change == null) {
      return null;
    }
    for (Bytes bytes : change.contents()) {
      if (ContentHash.ofContent(bytes).equals(content)) {
        return bytes;
      }
    }
    return null;
  }
}
