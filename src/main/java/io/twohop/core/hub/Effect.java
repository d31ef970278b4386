package io.twohop.core.hub;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import java.util.List;

/** What the hub wants done, in this order. */
public sealed interface Effect {
  /** Queues a message; it may be lost with the session. */
  record Send(MemberId to, Message message) implements Effect {}

  /**
   * Writes a record to the end of the journal and makes it durable; {@link Input.Persisted} counts
   * these.
   */
  record Append(JournalRecord record) implements Effect {}

  /**
   * Puts what lost into the keep, durably, before any later record is; the same author, number and
   * index is the same item.
   */
  record Keep(MemberId author, long number, Decision.Loss loss, List<Bytes> contents)
      implements Effect {}

  /** Fetches a content from the member that proposes it, into the content store. */
  record Obtain(MemberId from, NodeId node, ContentHash content, long sizeBytes)
      implements Effect {}

  /** Ends a session after what was sent. */
  record Disconnect(MemberId member, Message.Dismissal reason) implements Effect {}
}
