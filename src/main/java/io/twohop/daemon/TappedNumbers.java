package io.twohop.daemon;

import io.twohop.core.spoke.Numbers;
import io.twohop.model.MemberId;

/** Numbers, and which of them was given first since it was asked last. */
final class TappedNumbers implements Numbers {
  private final Numbers numbers;
  private long firstProposal;

  TappedNumbers(Numbers numbers) {
    this.numbers = numbers;
  }

  /** The first proposal's number since the last call; 0 if there was none. */
  long takeFirstProposal() {
    long first = firstProposal;
    firstProposal = 0;
    return first;
  }

  @Override
  public MemberId member() {
    return numbers.member();
  }

  @Override
  public boolean isOwn(MemberId author) {
    return numbers.isOwn(author);
  }

  @Override
  public long nextNode() {
    return numbers.nextNode();
  }

  @Override
  public long nextProposal() {
    long number = numbers.nextProposal();
    if (firstProposal == 0) {
      firstProposal = number;
    }
    return number;
  }
}
