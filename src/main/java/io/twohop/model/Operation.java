package io.twohop.model;

import java.util.List;

/**
 * One wish about one node, or about one directory and what is below it. Operations travel in change
 * sets: all of a set is accepted and applied together.
 *
 * <p>A <em>place version</em> is the seq of the change that last created, moved or removed the
 * node, a <em>body version</em> that of the change that last altered its content or metadata; see
 * {@code docs/protocol.md}.
 */
public sealed interface Operation {
  /** The node that it is about; of a tree its top directory. */
  NodeId node();

  /** A new node. */
  record Create(NodeId node, NodeId parent, Name name, Entry entry) implements Operation {}

  /**
   * New content or metadata for a node wherever it is; {@code changed} says which sides its author
   * changed since {@code baseBody}.
   */
  record Body(NodeId node, long baseBody, Facets changed, Entry entry) implements Operation {}

  /** A new place for a node; what is below a directory comes along unmentioned. */
  record Move(NodeId node, long basePlace, NodeId parent, Name name) implements Operation {}

  /** A file or symlink goes. */
  record Remove(NodeId node, long basePlace, long baseBody) implements Operation {}

  /**
   * A directory goes, with all that {@code asOf} knew below it; what is newer stays, with its
   * ancestors.
   */
  record RemoveTree(NodeId node, long basePlace, Cursor asOf) implements Operation {}

  /**
   * A directory appears whole at a name: the first of {@code nodes} is the top, parents come before
   * children. Onto a directory that is at that name it keeps that directory's node and, where path
   * and kind are equal, the nodes below; what it does not list goes as by {@link RemoveTree}.
   */
  record InstallTree(Cursor asOf, List<Create> nodes) implements Operation {
    public InstallTree {
      nodes = List.copyOf(nodes);
      if (nodes.isEmpty() || !nodes.getFirst().entry().isDirectory()) {
        throw new IllegalArgumentException("a tree starts with its top directory");
      }
    }

    @Override
    public NodeId node() {
      return nodes.getFirst().node();
    }
  }
}
