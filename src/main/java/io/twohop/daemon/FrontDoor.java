package io.twohop.daemon;

import io.twohop.core.hub.HubMachine;
import io.twohop.core.message.Condition;
import io.twohop.core.message.Message;
import io.twohop.model.MemberId;
import io.twohop.transport.Door;
import io.twohop.transport.Ending;
import io.twohop.transport.Receiver;
import io.twohop.transport.Session;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Stands before the hub and answers what nothing is decided by: how members are, who is behind, and
 * that one leaves. Sessions' readers call it.
 */
final class FrontDoor implements Door {
  /** LIMIT: of one session. */
  private static final int BARRIERS_MAX = 256;

  private final HubLoop hub;
  private final Consumer<MemberId> leaves;
  private final Map<MemberId, Condition> conditions = new ConcurrentHashMap<>();

  /** {@code leaves} hears, on a reader's thread, that a member wants to be forgotten. */
  FrontDoor(HubLoop hub, Consumer<MemberId> leaves) {
    this.hub = hub;
    this.leaves = leaves;
  }

  /** What a member said of itself last. Any thread. */
  Condition conditionOf(MemberId member) {
    return conditions.getOrDefault(member, Condition.WELL);
  }

  @Override
  public Receiver open(Session session) {
    return new Guest(session, hub.open(session));
  }

  private final class Guest implements Receiver {
    private final Session session;
    private final Receiver inside;

    /** Barriers that were asked for lately; who asks again wants to know who is behind. */
    private final ArrayDeque<Long> barriers = new ArrayDeque<>();

    Guest(Session session, Receiver inside) {
      this.session = session;
      this.inside = inside;
    }

    @Override
    public void received(Message message) {
      switch (message) {
        case Message.Progress progress -> {
          conditions.put(session.peer().member(), progress.condition());
          inside.received(progress);
        }
        case Message.AskBarrier ask when isRepeated(ask.id()) ->
            session.offer(new Message.Barrier(ask.id(), List.of(), behind(ask.hubOnly())));
        case Message.Farewell farewell when farewell.leave() ->
            leaves.accept(session.peer().member());
        case Message other -> inside.received(other);
      }
    }

    private boolean isRepeated(long barrier) {
      if (barriers.contains(barrier)) {
        return true;
      }
      barriers.add(barrier);
      if (barriers.size() > BARRIERS_MAX) {
        barriers.remove();
      }
      return false;
    }

    /** Never empty: if all others have everything, the hub has not decided what was proposed. */
    private List<String> behind(boolean hubOnly) {
      HubLoop.Snapshot now = hub.snapshot();
      List<String> names =
          now.standings().stream()
              .filter(s -> s.visibleSeq() < now.durableSeq())
              .map(HubMachine.Standing::member)
              .filter(member -> !member.equals(session.peer().member()))
              .map(now.sessions()::get)
              .filter(Objects::nonNull)
              .map(behind -> behind.peer().name())
              .toList();
      return hubOnly || names.isEmpty() ? List.of("hub") : names;
    }

    @Override
    public void drained() {
      inside.drained();
    }

    @Override
    public void ended(Ending ending) {
      inside.ended(ending);
    }
  }
}
