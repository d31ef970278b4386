package io.twohop.daemon;

import io.twohop.core.spoke.Numbers;
import io.twohop.model.MemberId;
import java.security.SecureRandom;

/** Numbers of a member that lives as long as the process: the hub's own, new with every term. */
final class LocalNumbers implements Numbers {
  private final MemberId member;
  private long lastNode;
  private long lastProposal;

  LocalNumbers(MemberId member) {
    this.member = member;
  }

  static LocalNumbers ofNewMember(SecureRandom random) {
    long bits = random.nextLong();
    // 0 is the maker of the root.
    return bits == 0 ? ofNewMember(random) : new LocalNumbers(new MemberId(bits));
  }

  @Override
  public MemberId member() {
    return member;
  }

  @Override
  public long nextNode() {
    return ++lastNode;
  }

  @Override
  public long nextProposal() {
    return ++lastProposal;
  }
}
