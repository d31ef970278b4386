package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.transport.Ending;
import io.twohop.transport.Peer;

/** What a member's daemon hears of it, on the site thread; must not block. */
interface MemberEvents {
  void connected(Peer hub);

  void disconnected(Ending ending);

  /** The hub ended the session, or the membership. */
  void dismissed(Message.Dismissal reason);

  /** Whether a member that is caught up and has scanned its tree counts as ready. */
  boolean mayBeReady(SpokeMachine machine);

  /** Whether removals that a hub tells may have to wait for a person's word here. */
  boolean brakesIncoming();

  /** Said once. */
  void ready();

  /** The site thread cannot go on; nothing more is done in the tree. */
  void failed(Throwable cause);
}
