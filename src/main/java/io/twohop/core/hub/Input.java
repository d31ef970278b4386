package io.twohop.core.hub;

import io.twohop.core.message.Message;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;

/** What happened, as far as the hub can tell. */
public sealed interface Input {
  /** A member's session began, with its first message; an older session of that member is over. */
  record Connected(MemberId member, Message.Hello hello) implements Input {}

  record Disconnected(MemberId member) implements Input {}

  record Received(MemberId member, Message message) implements Input {}

  /** The member's queue can take more. */
  record Room(MemberId member) implements Input {}

  /** The first {@code count} records that this machine asked to append are durable. */
  record Persisted(long count) implements Input {}

  /** A content that was asked for is durable and verified. */
  record Obtained(ContentHash content) implements Input {}

  /** The member does not have this content any more, where it was asked for it. */
  record Withdrawn(MemberId member, NodeId node, ContentHash content) implements Input {}
}
