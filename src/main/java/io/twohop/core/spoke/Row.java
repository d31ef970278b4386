package io.twohop.core.spoke;

import io.twohop.model.Fingerprint;
import io.twohop.model.NodeState;
import org.jspecify.annotations.Nullable;

/**
 * One node of the base.
 *
 * @param state what disk and journal last had in common
 * @param seen the node's inode when it was last looked at; null if the node is not on this disk
 *     (blocked, or not yet made)
 */
public record Row(NodeState state, @Nullable Fingerprint seen) {}
