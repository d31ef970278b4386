package io.twohop.daemon;

import java.util.List;

/**
 * What became of a barrier.
 *
 * @param reached all that happened here before it is visible on all members that were asked for
 * @param failed how many of the proposals before it were refused or lost to a conflict
 * @param waitingFor names of members that were not there when the time ran out
 */
public record BarrierResult(boolean reached, int failed, List<String> waitingFor) {
  public BarrierResult {
    waitingFor = List.copyOf(waitingFor);
  }
}
