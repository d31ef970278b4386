package io.twohop.core.hub;

import io.twohop.core.hub.JournalRecord.Accepted;
import io.twohop.core.message.Message;
import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What each member is sent, in the order of the journal: the present state first if it needs that,
 * then changes and the answers that have their place among them.
 */
final class Feed {
  /** LIMIT: nodes of the present state in one message. */
  private static final int PRESENT_BATCH = 50;

  private final Heads heads;
  private final Journal journal;
  private final Consumer<Effect> effects;

  Feed(Heads heads, Journal journal, Consumer<Effect> effects) {
    this.heads = heads;
    this.journal = journal;
    this.effects = effects;
  }

  /**
   * Sends what comes next for this member, as long as its queue has room.
   *
   * @param durableSeq the last change that may be sent
   * @return false if that is below the floor of the journal, which moved past this member: it has
   *     to start again, with the present state
   */
  boolean advance(Session session, long durableSeq) {
    sendPresent(session);
    while (session.creditBytes > 0 && session.present == null) {
      sendUnchanged(session);
      if (session.nextSeq > durableSeq) {
        break;
      }
      Accepted record = journal.read(session.nextSeq);
      if (record == null) {
        return false;
      }
      sendRecord(session, record);
      session.nextSeq++;
    }
    sendUnchanged(session);
    boolean atEnd = session.present == null && session.nextSeq > durableSeq;
    if (atEnd && !session.caughtUp) {
      session.caughtUp = true;
      send(session, new Message.CaughtUp(session.nextSeq - 1));
    }
    return true;
  }

  private void sendRecord(Session session, Accepted record) {
    Message.Answer answer = session.accepted.remove(record.seq());
    boolean own = record.author().equals(session.member);
    if (answer != null) {
      send(session, answer);
      if (answer.verdicts().stream().noneMatch(Verdict.Rewritten.class::isInstance)) {
        return;
      }
    }
    send(
        session,
        new Message.Change(
            record.seq(),
            heads.terms().getLast().term(),
            record.author(),
            record.number(),
            record.operations(),
            own && answer != null ? List.of() : record.contents()));
  }

  /** Answers that changed nothing go out once all that they rest on has. */
  private void sendUnchanged(Session session) {
    Iterator<Map.Entry<Long, List<Message.Answer>>> due = session.unchanged.entrySet().iterator();
    while (due.hasNext()) {
      Map.Entry<Long, List<Message.Answer>> next = due.next();
      if (session.present != null || next.getKey() >= session.nextSeq) {
        return;
      }
      next.getValue().forEach(answer -> send(session, answer));
      due.remove();
    }
  }

  private void sendPresent(Session session) {
    Heads.@Nullable Snapshot present = session.present;
    while (present != null && session.creditBytes > 0) {
      List<NodeState> batch = new ArrayList<>();
      while (batch.size() < PRESENT_BATCH && present.hasNext()) {
        batch.add(present.next());
      }
      if (!batch.isEmpty()) {
        send(session, new Message.Present(batch, List.of()));
      }
      if (!present.hasNext()) {
        send(session, new Message.PresentEnd(present.seq()));
        session.nextSeq = present.seq() + 1;
        session.close();
        present = null;
      }
    }
  }

  void send(Session session, Message message) {
    session.creditBytes -= weightBytes(message);
    effects.accept(new Effect.Send(session.member, message));
  }

  /** About what a message takes in a queue, with the contents that the shell adds to it. */
  private static int weightBytes(Message message) {
    return switch (message) {
      case Message.Change c -> {
        int nodes = 0;
        for (Operation operation : c.operations()) {
          nodes += operation instanceof Operation.InstallTree tree ? tree.nodes().size() : 1;
        }
        yield 64 + 200 * nodes + c.contents().stream().mapToInt(Bytes::length).sum();
      }
      case Message.Present p -> 64 + 4_096 * p.nodes().size();
      default -> 64;
    };
  }
}
