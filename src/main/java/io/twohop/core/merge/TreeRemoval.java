package io.twohop.core.merge;

import io.twohop.core.Nodes;
import io.twohop.model.Cursor;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Which nodes go when a directory is removed by somebody whose knowledge ended at a cursor: those
 * whose versions it has. What is newer stays, with its ancestors, and a directory that was put into
 * its place later is not entered at all.
 *
 * <p>Hub and members evaluate this at the same point of the journal over the same rows, so that one
 * small record means the same everywhere.
 */
public final class TreeRemoval {
  private final Nodes nodes;
  private final Cursor asOf;
  private final Set<NodeId> listed;

  private TreeRemoval(Nodes nodes, Cursor asOf, Set<NodeId> listed) {
    this.nodes = nodes;
    this.asOf = asOf;
    this.listed = listed;
  }

  /**
   * Tells {@code doomed} of every node that goes, children before parents; {@code directory} itself
   * is the last, if it goes.
   */
  public static void sweep(Nodes nodes, NodeId directory, Cursor asOf, Consumer<NodeState> doomed) {
    sweepUnlisted(nodes, directory, asOf, new TreeSet<>(), doomed);
  }

  /** The same, but the nodes in {@code listed} stay. */
  public static void sweepUnlisted(
      Nodes nodes, NodeId directory, Cursor asOf, Set<NodeId> listed, Consumer<NodeState> doomed) {
    NodeState top = nodes.node(directory);
    if (top != null) {
      new TreeRemoval(nodes, asOf, listed).goes(top, doomed);
    }
  }

  /** Sweeps below {@code state} and says whether it goes itself. */
  private boolean goes(NodeState state, Consumer<NodeState> doomed) {
    if (!asOf.has(state.placeSeq())) {
      return false;
    }
    boolean empty = true;
    if (state.entry().isDirectory()) {
      for (NodeState child : nodes.children(state.node())) {
        empty &= goes(child, doomed);
      }
    }
    boolean gone = empty && asOf.has(state.bodySeq()) && !listed.contains(state.node());
    if (gone) {
      doomed.accept(state);
    }
    return gone;
  }
}
