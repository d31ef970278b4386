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
 */
public record KnownNode(
    NodeId node, NodeId parent, Name name, Entry entry, @Nullable Fingerprint seen) {
  boolean isAt(Place place) {
    return parent.equals(place.parent()) && name.equals(place.name());
  }

  Place place() {
    return new Place(parent, name);
  }
}
