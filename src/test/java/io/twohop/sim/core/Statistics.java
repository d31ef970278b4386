package io.twohop.sim.core;

import java.util.Map;
import java.util.TreeMap;

/** What a run was made of. */
final class Statistics {
  final Map<String, Integer> operations = new TreeMap<>();
  final Map<String, Integer> faults = new TreeMap<>();
  final Map<String, Integer> notes = new TreeMap<>();
  int members;
  int accepted;
  int conflicts;

  void fault(String kind) {
    faults.merge(kind, 1, Integer::sum);
  }

  void note(String text) {
    int colon = text.indexOf(':');
    notes.merge(colon < 0 ? text : text.substring(0, colon), 1, Integer::sum);
  }

  int operationCount() {
    return operations.values().stream().mapToInt(Integer::intValue).sum();
  }

  int faultCount() {
    return faults.values().stream().mapToInt(Integer::intValue).sum();
  }
}
