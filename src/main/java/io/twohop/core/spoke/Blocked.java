package io.twohop.core.spoke;

import io.twohop.model.Fingerprint;
import io.twohop.model.NodeState;
import org.jspecify.annotations.Nullable;

/**
 * A node that this disk does not have as the hub does, and cannot for now.
 *
 * @param state what the hub wants of the node; of one that the hub removed, what is left of it here
 * @param leftOver the inode that is left of a removed node; null if the node is wanted
 */
public record Blocked(NodeState state, @Nullable Fingerprint leftOver) {
  /** Whether the hub does not have it any more. */
  boolean isUnwanted() {
    return leftOver != null;
  }
}
