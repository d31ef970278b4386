package io.twohop.core.spoke;

import io.twohop.model.Action;
import io.twohop.model.Entry;
import io.twohop.model.NodeId;
import java.util.List;
import java.util.Map;

/** What comes of planning a change. */
sealed interface Next {
  /** The disk is as the change wants it. */
  record Complete() implements Next {}

  record Do(List<Action> actions) implements Next {}

  /** A node in its way has a difference that the hub has not answered yet. */
  record WaitFor(NodeId node) implements Next {}

  /**
   * The disk has at the target's name what the target is, found by this member and not proposed
   * yet: it is that node.
   */
  record Adopt(NodeId found, NodeId known) implements Next {}

  /** Files whose content is neither in a message nor in the stage, by node. */
  record Need(Map<NodeId, Entry.RegularFile> files) implements Next {}

  /** It rests on a node that is not on this disk, and could not be made. */
  record Impossible(NodeId missing) implements Next {}
}
