package io.twohop.transport;

import io.twohop.core.message.Message;
import io.twohop.model.MemberId;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that a hub has, at most one for each member: the newest. Any thread may call it.
 *
 * <p>The end of an older session may be reported after the newer one has come in through the door:
 * tell them apart by the session, not by the member.
 */
public final class Sessions {
  private final MemberTable members;
  private final Map<MemberId, TlsSession> byMember = new HashMap<>();

  public Sessions(MemberTable members) {
    this.members = members;
  }

  /** Those that are open now. */
  public synchronized List<Session> all() {
    return List.copyOf(byMember.values());
  }

  /**
   * Removes a member for good: its key opens nothing any more, and its session ends.
   *
   * @return false if the member is not known
   */
  public boolean removeMember(MemberId member) throws IOException {
    boolean known = members.remove(member);
    end(member, Message.Dismissal.REMOVED, Ending.Cause.REMOVED);
    return known;
  }

  /** Ends all, each with a word of why. */
  public void shutDown() {
    for (Session session : all()) {
      end(session.peer().member(), Message.Dismissal.SHUTTING_DOWN, Ending.Cause.CLOSED_HERE);
    }
  }

  private void end(MemberId member, Message.Dismissal reason, Ending.Cause cause) {
    TlsSession session = removed(member);
    if (session != null) {
      finish(session, reason, cause);
    }
  }

  private static void finish(TlsSession session, Message.Dismissal reason, Ending.Cause cause) {
    session.finish(new Message.Dismissed(reason), new Ending(cause, reason.toString()));
  }

  private synchronized @Nullable TlsSession removed(MemberId member) {
    return byMember.remove(member);
  }

  /**
   * Takes a session in and ends an older one of the same member.
   *
   * @return false if the member was removed while it was being greeted
   */
  boolean admit(TlsSession session) {
    Peer peer = session.peer();
    TlsSession older;
    synchronized (this) {
      // Looked up again with the session in the map, or about to be: whoever removes the member
      // from now on finds the session.
      MemberTable.Member member = members.byPin(peer.pin());
      if (member == null || !member.id().equals(peer.member())) {
        return false;
      }
      older = byMember.put(peer.member(), session);
    }
    if (older != null) {
      finish(older, Message.Dismissal.REPLACED_BY_A_NEWER_SESSION, Ending.Cause.REPLACED);
    }
    return true;
  }

  synchronized void left(TlsSession session) {
    byMember.remove(session.peer().member(), session);
  }
}
