package io.twohop.core.spoke;

import io.twohop.model.Action;
import io.twohop.model.Entry;
import io.twohop.model.NodeId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What comes of planning a change. */
sealed interface Next {
  /** The disk is as the change wants it. */
  record Complete() implements Next {}

  record Do(List<Action> actions) implements Next {}

  /** A node in its way has a difference that the hub has not answered yet. */
  record WaitFor(NodeId node) implements Next {}

  /**
   * The disk has what the target is, or what it becomes later, found by this member and not
   * proposed yet: it is that node.
   *
   * @param ahead what the disk has of it beyond the change that wants it; null if nothing
   */
  record Adopt(NodeId found, NodeId known, @Nullable Ahead ahead) implements Next {}

  /** What differs in a node is an edit of what this member told of it and has forgotten. */
  record Recall(NodeId node, Ahead ahead) implements Next {}

  /** Files whose content is neither in a message nor in the stage, by node. */
  record Need(Map<NodeId, Entry.RegularFile> files) implements Next {}

  /** It rests on a node that is not on this disk, and could not be made. */
  record Impossible(NodeId missing) implements Next {}
}
