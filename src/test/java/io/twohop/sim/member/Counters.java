package io.twohop.sim.member;

import io.twohop.core.spoke.Numbers;
import io.twohop.model.MemberId;

/** A member's numbers, reserved in blocks: a start skips what may have been given before it. */
final class Counters implements Numbers {
  private static final long BLOCK = 1_000;

  private MemberId member;
  private MemberId before;
  private long nodes;
  private long proposals;
  private long firstProposal;

  Counters(MemberId member) {
    this.member = member;
    this.before = member;
  }

  /** A process begins; a hub's own member gets a new number with each. */
  void restart(MemberId now) {
    before = member;
    if (!now.equals(member)) {
      member = now;
      nodes = 0;
      proposals = 0;
    }
    nodes = (nodes / BLOCK + 1) * BLOCK;
    proposals = (proposals / BLOCK + 1) * BLOCK;
  }

  /** The first proposal's number since the last call; 0 if there was none. */
  long takeFirstProposal() {
    long first = firstProposal;
    firstProposal = 0;
    return first;
  }

  @Override
  public MemberId member() {
    return member;
  }

  @Override
  public boolean isOwn(MemberId author) {
    return author.equals(member) || author.equals(before);
  }

  @Override
  public long nextNode() {
    return ++nodes;
  }

  @Override
  public long nextProposal() {
    long number = ++proposals;
    if (firstProposal == 0) {
      firstProposal = number;
    }
    return number;
  }
}
