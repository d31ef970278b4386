package io.twohop.sim.member;

/** Ends a member's process at a system call; nothing of it may run after this. */
@SuppressWarnings("serial") // never serialised
final class Killed extends Error {
  Killed() {
    super("killed", null, false, false);
  }
}
