package io.twohop.apply;

import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;

/**
 * Where a directory is, and which inode has to be there.
 *
 * @param seen its fingerprint when it was last looked at; only inode and birth count
 */
public record Place(NodeId parent, Name name, Fingerprint seen) {}
