package io.twohop.scan;

import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * A node as this member last knew it on its own disk.
 *
 * @param seen its fingerprint when it was last looked at; null if it has never been seen here
 * @param gone it is not on the disk, and this is how it was there last: whatever is found of it is
 *     news
 */
public record KnownNode(
    NodeId node, NodeId parent, Name name, Entry entry, @Nullable Fingerprint seen, boolean gone) {
  /** A node that is on the disk. */
  public KnownNode(NodeId node, NodeId parent, Name name, Entry entry, @Nullable Fingerprint seen) {
    this(node, parent, name, entry, seen, false);
  }

  boolean isAt(Place place) {
    return !gone && parent.equals(place.parent()) && name.equals(place.name());
  }

  Place place() {
    return new Place(parent, name);
  }
}
