package io.twohop.daemon;

import io.twohop.core.brake.Cause;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Finding;
import java.util.Collection;
import java.util.stream.Collectors;

/** A held plan as one line for people: how much, which for example, and why. */
final class HeldText {
  /** LIMIT: names shown. */
  private static final int EXAMPLES = 3;

  private HeldText() {}

  static String of(
      Cause cause, long files, Collection<Finding.Missing> removals, SpokeMachine machine) {
    String examples =
        removals.stream()
            .limit(EXAMPLES)
            .map(m -> Paths.text(machine, m.parent(), m.name()))
            .collect(Collectors.joining(", "));
    int more = removals.size() - EXAMPLES;
    return "%d %s removed here (%s%s): %s"
        .formatted(
            files,
            files == 1 ? "file" : "files",
            examples,
            more > 0 ? " and " + more + " more" : "",
            cause.text());
  }
}
