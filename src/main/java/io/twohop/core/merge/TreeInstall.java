package io.twohop.core.merge;

import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import org.jspecify.annotations.Nullable;

/** What becomes of one node of a directory that came whole. */
public final class TreeInstall {
  private TreeInstall() {}

  /**
   * One that is where it was keeps the version of its place, and one that is what it was that of
   * its body: what somebody else bases on these is as good as before.
   *
   * @param before what it was; null if there was none
   */
  public static NodeState of(@Nullable NodeState before, Operation.Create create, long seq) {
    boolean stays =
        before != null
            && before.parent().equals(create.parent())
            && before.name().equals(create.name());
    if (before == null || !stays) {
      return new NodeState(create.node(), create.parent(), create.name(), seq, create.entry(), seq);
    }
    return before.entry().means(create.entry()) ? before : before.withBody(create.entry(), seq);
  }
}
