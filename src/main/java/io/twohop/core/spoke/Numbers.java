package io.twohop.core.spoke;

import io.twohop.model.MemberId;

/**
 * Where this member's numbers come from. None is ever given twice, not even after a crash: the
 * shell reserves them on disk before they are used.
 */
public interface Numbers {
  MemberId member();

  /** Whether this member proposed it, perhaps in an earlier run and under that run's number. */
  default boolean isOwn(MemberId author) {
    return author.equals(member());
  }

  long nextNode();

  long nextProposal();
}
