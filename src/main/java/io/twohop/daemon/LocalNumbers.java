package io.twohop.daemon;

import io.twohop.core.spoke.Numbers;
import io.twohop.model.MemberId;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Numbers of a member that lives as long as the process: the hub's own, new with every term. */
final class LocalNumbers implements Numbers {
  private final MemberId member;

  /** What the run before was; null if there was none. */
  private final @Nullable MemberId before;

  private long lastNode;
  private long lastProposal;

  private LocalNumbers(MemberId member, @Nullable MemberId before) {
    this.member = member;
    this.before = before;
  }

  /** Numbers of a new member, in the place of that of the run before. */
  static LocalNumbers ofNewMember(SecureRandom random, @Nullable MemberId before) {
    long bits = random.nextLong();
    // 0 is the maker of the root.
    return bits == 0 ? ofNewMember(random, before) : new LocalNumbers(new MemberId(bits), before);
  }

  /**
   * {@inheritDoc} LIMIT: only the run before is known; what one before that told, and no run has
   * settled since, counts as somebody else's.
   */
  @Override
  public boolean isOwn(MemberId author) {
    return author.equals(member) || author.equals(before);
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
