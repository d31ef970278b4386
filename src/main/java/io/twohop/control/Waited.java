package io.twohop.control;

import java.util.List;

/**
 * What became of a barrier.
 *
 * @param reached everything that happened before is visible on the members that were asked for
 * @param failed how many changes before it were refused or lost to a conflict
 * @param failedPaths some of them, escaped
 * @param missing the members that were not there yet when the time ran out
 */
public record Waited(boolean reached, int failed, List<String> failedPaths, List<String> missing) {
  public Waited {
    failedPaths = List.copyOf(failedPaths);
    missing = List.copyOf(missing);
  }
}
