package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.model.MemberId;
import io.twohop.transport.Ending;
import io.twohop.transport.Receiver;
import io.twohop.transport.Session;

/** A member's session at the hub: contents are moved here, all else goes to the hub's thread. */
final class HubSession implements Receiver {
  final Session session;
  final MemberId member;
  final Pulls pulls;

  /** Whether anything was sent since the hub was told of room last; the hub's thread's alone. */
  boolean sentSinceRoom;

  private final Pushes pushes;
  private final HubLoop hub;
  private boolean greeted;

  HubSession(Session session, HubLoop hub, ContentSource source, Threads threads) {
    this.session = session;
    this.member = session.peer().member();
    this.hub = hub;
    this.pulls = new Pulls(session::offer, threads.tasks, hub::openSink);
    this.pushes = new Pushes(session, source, threads.tasks);
  }

  @Override
  public void received(Message message) {
    switch (message) {
      case Message.Fetch fetch -> pushes.received(fetch);
      case Message.Chunk chunk -> pulls.received(chunk);
      case Message.Unavailable unavailable -> pulls.received(unavailable);
      case Message.Hello hello when !greeted -> {
        greeted = true;
        hub.greeted(this, hello);
      }
      case Message other -> hub.received(this, other);
    }
  }

  @Override
  public void drained() {
    hub.drained(this);
  }

  @Override
  public void ended(Ending ending) {
    pulls.abort();
    hub.ended(this, ending);
  }
}
