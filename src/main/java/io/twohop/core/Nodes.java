package io.twohop.core;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import org.jspecify.annotations.Nullable;

/** A tree of live nodes, for reading: keyed by node, unique on (parent, name). */
public interface Nodes {
  /** The live node with this id, or null. The root is always there. */
  @Nullable NodeState node(NodeId node);

  /** The live node at this name, or null. */
  @Nullable NodeState at(NodeId parent, Name name);

  /**
   * The children of a directory in the order of their names, both where two have one name in the
   * middle of a change set; a snapshot, so that the tree may be changed while it is walked.
   */
  Iterable<NodeState> children(NodeId parent);
}
