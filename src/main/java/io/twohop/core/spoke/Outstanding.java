package io.twohop.core.spoke;

import io.twohop.core.message.Message;
import io.twohop.model.NodeId;
import java.util.List;

/** A proposal without an answer yet, as it was sent, so that it can be sent again. */
record Outstanding(Message.Propose message, List<NodeId> members, int sizeBytes) {}
