package io.twohop.daemon;

import io.twohop.core.message.Message;
import io.twohop.transport.Ending;
import io.twohop.transport.Receiver;
import io.twohop.transport.Session;

/** A member's session with the hub: contents are moved here, all else goes to the site thread. */
final class MemberSession implements Receiver {
  final Session session;
  final Pulls pulls;
  private final Pushes pushes;
  private final MemberLoop loop;

  MemberSession(Session session, MemberLoop loop, Threads threads) {
    this.session = session;
    this.loop = loop;
    this.pulls = new Pulls(session::offer, threads.tasks, loop::openSink);
    this.pushes = new Pushes(session, loop::readForHub, threads.tasks);
  }

  @Override
  public void received(Message message) {
    switch (message) {
      case Message.Fetch fetch -> pushes.received(fetch);
      case Message.Chunk chunk -> pulls.received(chunk);
      case Message.Unavailable unavailable -> pulls.received(unavailable);
      case Message other -> loop.received(this, other);
    }
  }

  @Override
  public void drained() {
    // What a member sends is bounded by its window of proposals; it never waits for room.
  }

  @Override
  public void ended(Ending ending) {
    pulls.abort();
    loop.ended(this, ending);
  }
}
