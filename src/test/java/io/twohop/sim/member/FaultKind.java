package io.twohop.sim.member;

/** What may go wrong in a run. */
enum FaultKind {
  /** Users rename, exchange and remove what they find, directories too. */
  MOVES,
  /** Directories come into the tree whole. */
  ARRIVALS,
  /** Users act between two system calls of ours, not only between two events. */
  INTERPOSED,
  /** Files are written late, through descriptors opened before. */
  LATE_WRITES,
  /** The connection to the hub is lost for a while. */
  CUT,
  /** The kernel's queue of events is full. */
  OVERFLOW,
  /** Writing fails with ENOSPC for a while. */
  NO_SPACE,
  /** A process dies at a system call. */
  KILL,
  /** The hub dies, and its own member with it. */
  HUB_KILL,
  /** A machine loses its power, and what was not flushed. */
  POWER;

  /** Whether it happens at a moment; the others are ways in which users work. */
  boolean isAnEvent() {
    return this != MOVES && this != ARRIVALS && this != INTERPOSED && this != LATE_WRITES;
  }
}
