package io.twohop.daemon;

import io.twohop.core.hub.Effect;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
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

    /** Its author does not have it where it was to be. */
    void withdrawn(Effect.Obtain obtain);

    /**
     * There is no room for one; it is asked for again in a while. Not told of others before all of
     * them have been taken in or given up.
     */
    void notStored(String why);
  }

  private final Function<MemberId, @Nullable Pulls> pulls;
  private final Mailbox mailbox;
  private final Consumer<Runnable> later;
  private final Listener listener;

  /** The first of each is being fetched. */
  private final Map<ContentHash, ArrayDeque<Effect.Obtain>> wanted = new TreeMap<>();

  /** Why those that are wanted and found no room did not. */
  private final Map<ContentHash, String> notStored = new TreeMap<>();

  /**
   * @param pulls gives those of a member's session; null if it has none
   * @param later has the hub's thread do something after a while
   */
  Obtaining(
      Function<MemberId, @Nullable Pulls> pulls,
      Mailbox mailbox,
      Consumer<Runnable> later,
      Listener listener) {
    this.pulls = pulls;
    this.mailbox = mailbox;
    this.later = later;
    this.listener = listener;
  }

  void want(Effect.Obtain obtain) {
    ArrayDeque<Effect.Obtain> queue = wanted.get(obtain.content());
    if (queue == null) {
      queue = new ArrayDeque<>();
      wanted.put(obtain.content(), queue);
      queue.add(obtain);
      next(obtain.content());
    } else if (queue.stream().skip(1).noneMatch(o -> o.from().equals(obtain.from()))) {
      // RACE: the first is being fetched, perhaps over a session that has just ended, and its
      // author is back with the next and asks for the same.
      queue.add(obtain);
    }
  }

  /** Why what is wanted and found no room did not, for people. */
  List<String> notStored() {
    return notStored.values().stream().distinct().toList();
  }

  /** Asks the first in the queue who is connected. */
  private void next(ContentHash content) {
    ArrayDeque<Effect.Obtain> queue = wanted.get(content);
    while (queue != null && !queue.isEmpty()) {
      Effect.Obtain obtain = queue.getFirst();
      Pulls connected = pulls.apply(obtain.from());
      if (connected != null) {
        connected.start(
            obtain.node(),
            content,
            obtain.sizeBytes(),
            outcome -> mailbox.post(() -> ended(obtain, outcome)));
        return;
      }
      // Who is not connected proposes it again when he is.
      queue.remove();
    }
    end(content);
  }

  private void end(ContentHash content) {
    wanted.remove(content);
    notStored.remove(content);
  }

  private void ended(Effect.Obtain obtain, Pulls.Outcome outcome) {
    ContentHash content = obtain.content();
    ArrayDeque<Effect.Obtain> queue = wanted.get(content);
    if (queue == null) {
      return;
    }
    queue.removeFirst();
    switch (outcome) {
      case Pulls.Outcome.Arrived o -> {
        end(content);
        listener.obtained(content);
      }
      case Pulls.Outcome.Unavailable o -> {
        next(content);
        listener.withdrawn(obtain);
      }
      case Pulls.Outcome.NotStored o -> {
        // Asked again, for the member may have given it up by then.
        queue.addFirst(obtain);
        boolean first = notStored.isEmpty();
        notStored.put(content, o.why());
        if (first) {
          listener.notStored(o.why());
        }
        later.accept(() -> next(content));
      }
      case Pulls.Outcome.Aborted o -> next(content);
    }
  }
}
