package io.twohop.daemon;

import io.twohop.model.NodeId;
import io.twohop.model.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How this member does with less than it could: said in the status, and in nobody's way. Belongs to
 * the site thread.
 */
final class Shortcomings {
  /** LIMIT: of more files than these it is said that there are more. */
  private static final int REMEMBERED = 1_000;

  private static final int NAMED = 3;

  private final Function<NodeId, @Nullable String> pathOf;
  private final boolean exchanges;

  /** What could not be set of which node, since this process started. */
  private final Map<NodeId, String> refused = new LinkedHashMap<>();

  private boolean more;

  /**
   * @param pathOf for people; null if the node is not on the disk
   * @param exchanges whether two names can be exchanged in one step
   */
  Shortcomings(Function<NodeId, @Nullable String> pathOf, boolean exchanges) {
    this.pathOf = pathOf;
    this.exchanges = exchanges;
  }

  /** What was done of a plan, with or without all that belongs to it. */
  void applied(Report report) {
    for (Report.Done done : report.done()) {
      if (done.refused().isEmpty()) {
        refused.remove(done.node());
      } else if (refused.size() < REMEMBERED || refused.containsKey(done.node())) {
        refused.put(done.node(), done.refused());
      } else {
        more = true;
      }
    }
  }

  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!exchanges) {
      notes.add(
          "this file system cannot exchange two names: while a file is replaced there is a moment in"
              + " which an edit of it can be missed");
    }
    refused.keySet().removeIf(node -> pathOf.apply(node) == null);
    if (!refused.isEmpty()) {
      notes.add(
          "%s%d files or directories differ from the hub's in what cannot be set here: %s%s"
              .formatted(
                  more ? "more than " : "",
                  refused.size(),
                  named(),
                  refused.size() > NAMED ? " …" : ""));
    }
    return notes;
  }

  private String named() {
    return refused.entrySet().stream()
        .limit(NAMED)
        .map(each -> pathOf.apply(each.getKey()) + " (" + each.getValue() + ")")
        .collect(Collectors.joining(", "));
  }
}
