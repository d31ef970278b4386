package io.twohop.scan;

import io.twohop.model.Finding;
import io.twohop.model.Name;
import io.twohop.model.NodeId;

/**
 * What a power cut left of a file instead of what somebody wrote: never to be proposed.
 *
 * @param found as it would have been found; its node is null where no row knows it
 */
public record Residue(Finding.Present found) {
  public NodeId parent() {
    return found.parent();
  }

  public Name name() {
    return found.name();
  }
}
