package io.twohop.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a plan: the nodes that are done, in order, and why it stopped if it did.
 *
 * @param obstacle null if all of it is done
 */
public record Report(long ticket, List<Done> done, @Nullable Obstacle obstacle) {
  public Report {
    done = List.copyOf(done);
  }

  /**
   * One node that is now as wanted.
   *
   * @param seen its fingerprint afterwards, null if it is gone
   * @param refused facets that this member could not set, and why; empty if all were
   */
  public record Done(NodeId node, @Nullable Fingerprint seen, String refused) {}
}
