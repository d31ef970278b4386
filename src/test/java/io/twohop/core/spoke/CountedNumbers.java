package io.twohop.core.spoke;

import io.twohop.model.MemberId;

/** The numbers of a member that has just been made. */
final class CountedNumbers implements Numbers {
  private long last;

  @Override
  public MemberId member() {
    return new MemberId(2);
  }

  @Override
  public long nextNode() {
    return ++last;
  }

  @Override
  public long nextProposal() {
    return ++last;
  }
}
