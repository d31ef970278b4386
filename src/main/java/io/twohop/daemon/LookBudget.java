package io.twohop.daemon;

import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Finding;
import java.util.List;

/**
 * How many names may be looked at in one turn. While the hub has much to answer, only those that a
 * change asked for, since what waits may be waiting for them.
 */
final class LookBudget {
  /** LIMIT: names looked at before the mailbox is looked at again. */
  private static final int NAMES_OF_A_TURN = 64;

  /** LIMIT: the same of those that changes ask for. */
  static final int ASKED_OF_A_TURN = 2_048;

  /** LIMIT: contents found here and not taken by the hub yet; then looks pause. */
  private static final long FOUND_BYTES = 4 << 20;

  private final SpokeMachine machine;

  /** Contents of differences. */
  private final HeldBytes found = new HeldBytes();

  /** How many names that were asked for the scanner has still to look at, at most. */
  private int owed;

  LookBudget(SpokeMachine machine) {
    this.machine = machine;
  }

  /** A change asked for a look. */
  void asked() {
    owed++;
  }

  int names() {
    boolean full = machine.isFull() || found.whenLengthIs(machine.differences()) > FOUND_BYTES;
    int answered = Math.min(owed, ASKED_OF_A_TURN);
    return full ? answered : Math.max(answered, NAMES_OF_A_TURN);
  }

  /** So many names have been looked at, at most. */
  void spend(int names) {
    owed = Math.max(0, owed - names);
  }

  /** This is about to be proposed. */
  void found(List<Finding> findings) {
    found.add(findings.size(), Weight.found(findings));
  }
}
