package io.twohop.core.spoke;

import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;

/** A node as it is on this member's disk: where, what, and its inode. */
record Disk(NodeId parent, Name name, Entry entry, Fingerprint seen) {
  boolean isAt(NodeId otherParent, Name otherName) {
    return parent.equals(otherParent) && name.equals(otherName);
  }

  boolean isAtPlaceOf(NodeState state) {
    return isAt(state.parent(), state.name());
  }

  Disk under(NodeId otherParent) {
    return new Disk(otherParent, name, entry, seen);
  }
}
