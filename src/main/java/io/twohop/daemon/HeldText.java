package io.twohop.daemon;

import io.twohop.core.brake.Cause;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import java.util.List;
import java.util.stream.Collectors;

/** A held plan as one line for people: how much, which for example, and why. */
final class HeldText {
  /** LIMIT: names shown. */
  private static final int EXAMPLES = 3;

  private HeldText() {}

  /** A name in a directory. */
  record At(NodeId parent, Name name) {}

  static String of(Cause cause, long files, List<At> places, SpokeMachine machine) {
    String examples =
        places.stream()
            .limit(EXAMPLES)
            .map(at -> Paths.text(machine, at.parent(), at.name()))
            .collect(Collectors.joining(", "));
    int more = places.size() - EXAMPLES;
    return "%d %s %s (%s%s): %s"
        .formatted(
            files,
            files == 1 ? "file" : "files",
            switch (cause) {
              case ALL_CHANGED -> "changed here";
              case HUB_REMOVES -> "would be removed here";
              case MANY_MISSING, ROOT_EMPTIED -> "removed here";
            },
            examples,
            more > 0 ? " and " + more + " more" : "",
            cause.text());
  }
}
