package io.twohop.model;

import java.util.List;

/**
 * What one change means for this member's disk: actions in order, reported under one ticket.
 * Tickets are never used twice in a process.
 */
public record Plan(long ticket, List<Action> actions) {
  public Plan {
    actions = List.copyOf(actions);
  }
}
