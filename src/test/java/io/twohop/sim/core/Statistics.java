package io.twohop.sim.core;

import java.util.Map;
import java.util.TreeMap;

/** What a run was made of. */
public final class Statistics {
  public final Map<String, Integer> operations = new TreeMap<>();
  public final Map<String, Integer> faults = new TreeMap<>();
  public final Map<String, Integer> notes = new TreeMap<>();
  public int members;
  public int accepted;
  public int conflicts;

  public void fault(String kind) {
    faults.merge(kind, 1, Integer::sum);
  }

  public void note(String text) {
    int colon = text.indexOf(':');
    notes.merge(colon < 0 ? text : text.substring(0, colon), 1, Integer::sum);
  }

  public int operationCount() {
    return operations.values().stream().mapToInt(Integer::intValue).sum();
  }

  public int faultCount() {
    return faults.values().stream().mapToInt(Integer::intValue).sum();
  }
}
