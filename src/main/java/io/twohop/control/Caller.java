package io.twohop.control;

/** Who is at the other end of the socket, as the kernel says. */
enum Caller {
  /** The daemon's own user, or root. */
  OWNER,
  /** Somebody of the socket's group: may look and wait, changes nothing. */
  GUEST
}
