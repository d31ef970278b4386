package io.twohop.daemon;

import io.twohop.core.message.Condition;
import io.twohop.core.message.Message;
import io.twohop.core.spoke.Effect;
import io.twohop.transport.Ending;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The line to the hub: the session while there is one, and what the hub has told and been told. The
 * site thread calls it.
 */
final class HubLine {
  private final IncomingBrake incoming;
  private final Supplier<Condition> condition;
  private @Nullable MemberSession session;
  private Message.@Nullable Progress told;
  private boolean conditionChanged;
  private long hubSeq;

  /**
   * @param incoming what stands between the session and the machine
   * @param condition how this member is now
   */
  HubLine(IncomingBrake incoming, Supplier<Condition> condition) {
    this.incoming = incoming;
    this.condition = condition;
  }

  void opened(MemberSession opened) {
    session = opened;
    told = null;
    incoming.reset();
  }

  /** Whether this session was the line, which is down now. */
  boolean ended(MemberSession over) {
    if (over != session) {
      return false;
    }
    session = null;
    incoming.reset();
    return true;
  }

  boolean isUp() {
    return session != null;
  }

  /** The session, if the machine takes part in it. */
  @Nullable MemberSession live() {
    return incoming.isOpen() ? session : null;
  }

  String whyNotLive() {
    return session == null ? "not connected" : "what it told waits here; see 'twohop status'";
  }

  /** The newest change that the hub has told of. */
  long hubSeq() {
    return hubSeq;
  }

  // ---- what comes

  /** A message came; says what becomes of it, {@code STAYS_OUT} if its session is over. */
  IncomingBrake.Fate take(MemberSession from, Message message) {
    if (from != session) {
      return IncomingBrake.Fate.STAYS_OUT;
    }
    hubSeq = Math.max(hubSeq, seqIn(message));
    IncomingBrake.Fate fate = incoming.take(message);
    switch (fate) {
      case ENTERS, STAYS_OUT -> {}
      case AGAIN -> openAgain();
      case HELD -> {
        // The hub is told of the plan, and not that anything has got here.
        told = new Message.Progress(0, 0, 0);
        conditionChanged = true;
      }
    }
    return fate;
  }

  /** The newest change of the hub that a message tells of. */
  private static long seqIn(Message message) {
    return switch (message) {
      case Message.Change change -> change.seq();
      case Message.Answer answer -> answer.seq();
      case Message.CaughtUp end -> end.seq();
      case Message.PresentEnd end -> end.seq();
      case Message other -> 0;
    };
  }

  // ---- what goes

  /** Sends a message; without a session it is dropped, since the next one begins with all. */
  void send(Message message) {
    MemberSession current = session;
    if (current == null) {
      return;
    }
    if (message instanceof Message.Progress progress) {
      tell(current, progress);
    } else {
      current.session.offer(message);
    }
  }

  private void tell(MemberSession current, Message.Progress progress) {
    told =
        new Message.Progress(
            progress.visibleSeq(),
            progress.settledSeq(),
            progress.confirmedNumber(),
            condition.get());
    current.session.offer(told);
    conditionChanged = false;
  }

  /** How this member is may be something else now. */
  void conditionMayDiffer(boolean differs) {
    conditionChanged |= differs;
  }

  /** Tells the hub of a new condition where no progress does. */
  void tellCondition() {
    MemberSession current = session;
    Message.Progress last = told;
    if (conditionChanged && current != null && last != null) {
      tell(current, last);
    }
  }

  /** Asks for a content; without a session nothing happens: the next one asks again. */
  void fetch(Effect.Fetch wanted, Pulls.Listener became) {
    MemberSession current = session;
    if (current != null) {
      current.pulls.start(wanted.node(), wanted.content(), wanted.sizeBytes(), became);
    }
  }

  /** Tells the hub that this member leaves for good; false if there is no session. */
  boolean farewell() {
    MemberSession current = session;
    return current != null && current.session.offer(new Message.Farewell(true));
  }

  /** Ends the session: the next one brings all again that this member does not have. */
  void openAgain() {
    close("what it told is asked for again");
  }

  void close(String why) {
    MemberSession current = session;
    if (current != null) {
      current.session.close(new Ending(Ending.Cause.CLOSED_HERE, why));
    }
  }
}
