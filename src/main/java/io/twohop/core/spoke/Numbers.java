package io.twohop.core.spoke;

import io.twohop.model.MemberId;

/**
 * Where this member's numbers come from. None is ever given twice, not even after a crash: the
 * shell reserves them on disk before they are used.
 */
public interface Numbers {
  MemberId member();

  long nextNode();

  long nextProposal();
}
