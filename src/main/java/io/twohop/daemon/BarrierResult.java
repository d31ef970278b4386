package io.twohop.daemon;

import java.util.List;

/**
 * What became of a barrier.
 *
 * @param reached all that happened here before it is visible on all members that were asked for
 * @param failed how many of the proposals before it were refused or lost to a conflict
 * @param failedPaths some of their paths, for people
 * @param waitingFor names of members that were not there when the time ran out
 */
public record BarrierResult(
    boolean reached, int failed, List<String> failedPaths, List<String> waitingFor) {
  public BarrierResult {
    failedPaths = List.copyOf(failedPaths);
    waitingFor = List.copyOf(waitingFor);
  }

  /** Not reached, for this reason. */
  static BarrierResult waitingFor(String who) {
    return new BarrierResult(false, 0, List.of(), List.of(who));
  }
}
