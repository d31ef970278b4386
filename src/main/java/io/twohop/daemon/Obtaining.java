package io.twohop.daemon;

import io.twohop.core.hub.Effect;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The large contents that the hub fetches from members, each from one of them at a time: if that
 * one does not have it any more, the next who proposed it is asked. Belongs to the hub's thread.
 */
final class Obtaining {
  /** Hears of what became of a content. */
  interface Listener {
    void obtained(ContentHash content);

    void withdrawn(MemberId member, ContentHash content);
  }

  private final Function<MemberId, @Nullable HubSession> sessions;
  private final Mailbox mailbox;
  private final Listener listener;
  private final Map<ContentHash, ArrayDeque<Effect.Obtain>> wanted = new TreeMap<>();

  Obtaining(Function<MemberId, @Nullable HubSession> sessions, Mailbox mailbox, Listener listener) {
    this.sessions = sessions;
    this.mailbox = mailbox;
    this.listener = listener;
  }

  void want(Effect.Obtain obtain) {
    ArrayDeque<Effect.Obtain> queue = wanted.get(obtain.content());
    if (queue == null) {
      queue = new ArrayDeque<>();
      wanted.put(obtain.content(), queue);
      queue.add(obtain);
      next(obtain.content());
    } else if (queue.stream().noneMatch(o -> o.from().equals(obtain.from()))) {
      queue.add(obtain);
    }
  }

  /** Asks the first in the queue who is connected. */
  private void next(ContentHash content) {
    ArrayDeque<Effect.Obtain> queue = wanted.get(content);
    while (queue != null && !queue.isEmpty()) {
      Effect.Obtain obtain = queue.getFirst();
      HubSession session = sessions.apply(obtain.from());
      if (session != null) {
        session.pulls.start(
            obtain.node(),
            content,
            obtain.sizeBytes(),
            outcome -> mailbox.post(() -> ended(obtain, outcome)));
        return;
      }
      // Who is not connected proposes it again when he is.
      queue.remove();
    }
    wanted.remove(content);
  }

  private void ended(Effect.Obtain obtain, Pulls.Outcome outcome) {
    ContentHash content = obtain.content();
    ArrayDeque<Effect.Obtain> queue = wanted.get(content);
    if (queue == null) {
      return;
    }
    queue.remove(obtain);
    switch (outcome) {
      case ARRIVED -> {
        wanted.remove(content);
        listener.obtained(content);
      }
      case UNAVAILABLE -> {
        next(content);
        listener.withdrawn(obtain.from(), content);
      }
      case ABORTED -> next(content);
    }
  }
}
