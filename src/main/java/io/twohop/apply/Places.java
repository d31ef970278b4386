package io.twohop.apply;

import io.twohop.model.NodeId;
import org.jspecify.annotations.Nullable;

/** What this room asks of the member's rows; they do not change while plans are carried out. */
public interface Places {
  /** Where a directory is on this disk; null if it is not. Never asked for {@link NodeId#ROOT}. */
  @Nullable Place placeOf(NodeId directory);

  /**
   * The body version that this member has of a node: what an edit of the file on this disk was made
   * on. 0 if it has none.
   */
  long bodySeqOf(NodeId node);
}
