package io.twohop.cli;

import java.util.ArrayList;
import java.util.List;

/** The findings of {@code twohop doctor}, in the order in which they were made. */
final class Checkup {
  /** One finding. */
  record Finding(boolean fine, String what, List<String> advice) {}

  private final List<Finding> findings = new ArrayList<>();

  void fine(String what) {
    findings.add(new Finding(true, what, List.of()));
  }

  /**
   * @param advice what it means, then what to do
   */
  void wrong(String what, String... advice) {
    findings.add(new Finding(false, what, List.of(advice)));
  }

  boolean allFine() {
    return findings.stream().allMatch(Finding::fine);
  }

  String text() {
    StringBuilder out = new StringBuilder();
    for (Finding finding : findings) {
      out.append(finding.fine() ? "ok     " : "LOOK   ").append(finding.what()).append('\n');
      finding.advice().forEach(line -> out.append("         ").append(line).append('\n'));
    }
    long wrong = findings.stream().filter(finding -> !finding.fine()).count();
    return out.append(wrong == 0 ? "all is well" : wrong + " to look at").toString();
  }
}
