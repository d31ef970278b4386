package io.twohop.scan;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Timestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this member knows of its own disk: the rows of its index, and over them every finding that
 * was reported so far. Whatever {@link Scanner#step} returned is in it before the next step.
 *
 * <p>A node that was reported missing is not at its name any more, with one exception that saves
 * work: as long as its removal has not been proposed, {@link #at} may still give it, so that a file
 * that is deleted and made again stays one node.
 */
public interface Known {
  /** The node, or null if it is not on this disk. Never asked for the root. */
  @Nullable KnownNode node(NodeId node);

  /** The node at this name, or null. */
  @Nullable KnownNode at(NodeId parent, Name name);

  /** All nodes in a directory, in any order; a snapshot. */
  Iterable<KnownNode> children(NodeId directory);

  /**
   * The nodes whose inode this is: more than one for hard links. Nodes reported missing may be
   * among them.
   */
  List<KnownNode> byInode(long inode, Timestamp birth);

  /**
   * The names from the root to a directory, empty for the root; null if it is not on this disk, or
   * something above it is not.
   */
  @Nullable List<Name> pathOf(NodeId directory);

  /**
   * Whether a directory that came to this name with all that is in it can be told as one now: what
   * it is in is known to the hub, and nothing that is or was at the name or below waits for an
   * answer.
   */
  boolean takesWhole(NodeId parent, Name name);
}
