package io.twohop.sim.core;

import io.twohop.core.message.Message;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What a simulated hub asks of the simulation that it is in. */
public interface HubWorld {
  SplittableRandom random();

  Statistics statistics();

  /** Notes one step; the text is only made if somebody wants it. */
  void trace(Supplier<String> line);

  /** Does something when so much virtual time has passed. */
  void after(long delayNanos, Runnable action);

  void toMember(MemberId id, Message message);

  /** The hub ended a session for a reason. */
  void dismiss(MemberId id, Message.Dismissal reason);

  /** The hub asks a member for a content. */
  void obtain(MemberId id, NodeId node, ContentHash content);
}
