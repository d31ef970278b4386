package io.twohop.index;

import io.twohop.model.Bytes;
import io.twohop.model.MemberId;

/**
 * Whose index it is. One that says otherwise is not this tree's, and using it would take every
 * difference for a change.
 *
 * @param root the identity of the tree's root, in whatever form the shell compares it
 */
public record Origin(MemberId member, String site, Bytes root) {}
