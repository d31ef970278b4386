package io.twohop.transport;

import java.util.List;

/** What became of an attempt to reach a hub. */
public sealed interface DialOutcome {
  /** A session is open; its receiver is being called. */
  record Connected(Session session) implements DialOutcome {}

  /** Nobody answered; one line for each address that was tried. */
  record Unreachable(List<String> reasons) implements DialOutcome {
    public Unreachable {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Somebody answered at this address who is not the hub: an attacker, or a hub that was set up
   * anew.
   */
  record WrongHub(String address, String detail) implements DialOutcome {}

  /** The hub does not let this spoke in. */
  record Refused(Refusal refusal, String text) implements DialOutcome {}

  /** What the hub told could not be stored here; nothing was confirmed. */
  record NotStored(String reason) implements DialOutcome {}
}
