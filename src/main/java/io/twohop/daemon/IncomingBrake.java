package io.twohop.daemon;

import io.twohop.core.brake.Brake;
import io.twohop.core.brake.Cause;
import io.twohop.core.brake.HeldPlan;
import io.twohop.core.message.Message;
import io.twohop.core.message.TermEnd;
import io.twohop.core.spoke.Index;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the session and the machine (I10). A hub that lost changes, that is another one,
 * or that tells only what it has now, gives no proof that somebody removed what it lacks. So such a
 * session is only listened to: nothing of it reaches the machine, which waits for its Welcome and
 * neither proposes nor applies. When all has been told it is clear what would go. If that passes,
 * the session is opened anew and its like is let in; if not, it waits for a person's word, and the
 * machine goes on waiting.
 *
 * <p>Nothing is lost by listening only: this member never said that it has any of it, so the hub
 * tells it again.
 *
 * <p>The changes after a member's own cursor, in a journal that goes on from what the member has,
 * are not listened to, however many and whether or not the hub was started again: each was made by
 * a member, who braked what it had only inferred.
 *
 * <p>Belongs to the site thread.
 */
final class IncomingBrake {
  /** What becomes of a message. */
  enum Fate {
    /** The machine takes it. */
    ENTERS,
    /** It is dropped. */
    STAYS_OUT,
    /** It is dropped; the session is to be opened anew, and then enters. */
    AGAIN,
    /** It is dropped, and a plan waits for a word. */
    HELD
  }

  private enum State {
    /** No Welcome yet. */
    GREETING,
    /** Nothing is kept from the machine. */
    OPEN,
    /** The tree is being told. */
    LISTENING,
    /** It is known what would go. */
    OVER
  }

  /** Begins what is remembered of an approval; a digest has no such letters. */
  private static final String APPROVED = "hub-";

  private record Held(String term, ToldLosses losses) {}

  private final Index index;
  private final Predicate<NodeId> onDisk;
  private final Approvals approvals;
  private final MemberId self;
  private final boolean brakes;
  private State state = State.GREETING;
  private @Nullable ToldTree told;
  private long hubHadUpTo;
  private String term = "";

  /** The term that was listened to, and passes. */
  private String passing = "";

  private @Nullable Held held;

  /**
   * @param onDisk whether a node of the index is on the disk, as far as the machine knows
   * @param brakes false: every session enters
   */
  IncomingBrake(
      Index index, Predicate<NodeId> onDisk, Approvals approvals, MemberId self, boolean brakes) {
    this.index = index;
    this.onDisk = onDisk;
    this.approvals = approvals;
    this.self = self;
    this.brakes = brakes;
  }

  /** A session began or ended. What is held is held until another session has told otherwise. */
  void reset() {
    state = State.GREETING;
    told = null;
  }

  /** Whether the machine was let into the session. */
  boolean isOpen() {
    return state == State.OPEN;
  }

  /** A message came in the session. */
  Fate take(Message message) {
    ToldTree tree = told;
    switch (message) {
      case Message.Welcome welcome -> begin(welcome);
      case Message.Present present when tree != null -> tree.present(present);
      case Message.PresentEnd _ when tree != null -> tree.presentEnd();
      case Message.Change change when tree != null ->
          tree.change(change, change.author().equals(self));
      case Message.CaughtUp _ when tree != null -> {
        return judge(tree);
      }
      // An answer belongs to the order of the changes. It is given again, for the same number.
      case Message.Present _,
          Message.PresentEnd _,
          Message.Change _,
          Message.CaughtUp _,
          Message.Answer _ -> {}
      // These have no place in that order: they say nothing of the tree, or end the session.
      case Message.Fetch _,
          Message.Chunk _,
          Message.Unavailable _,
          Message.Ping _,
          Message.Pong _,
          Message.Barrier _,
          Message.Dismissed _ -> {
        return Fate.ENTERS;
      }
      // What only spokes send: the machine says so.
      case Message.Hello _,
          Message.Propose _,
          Message.Progress _,
          Message.AskBarrier _,
          Message.Farewell _ -> {
        return Fate.ENTERS;
      }
    }
    return state == State.LISTENING || state == State.OVER ? Fate.STAYS_OUT : Fate.ENTERS;
  }

  private void begin(Message.Welcome welcome) {
    term = welcome.terms().isEmpty() ? "" : Long.toHexString(welcome.terms().getLast().term());
    boolean suspect = brakes && index.fileCount() > 0 && isSuspect(welcome);
    if (!suspect) {
      // What was approved has arrived, or it is not wanted any more.
      approvals.remove(APPROVED + term);
      passing = "";
    }
    if (!suspect || term.equals(passing) || approvals.contains(APPROVED + term)) {
      state = State.OPEN;
      held = null;
      return;
    }
    state = State.LISTENING;
    told = new ToldTree(index);
    boolean lostTail = welcome.start() == Message.Start.LOST_TAIL;
    hubHadUpTo = lostTail ? welcome.commonSeq() : Long.MAX_VALUE;
  }

  /** Whether the hub's journal may not be one that goes on from what this member has. */
  private boolean isSuspect(Message.Welcome welcome) {
    if (welcome.start() != Message.Start.CHANGES) {
      return true;
    }
    List<TermEnd> ours = index.terms();
    List<TermEnd> hubs = welcome.terms();
    // WHY: not only "does it know our last": a hub tells its newest terms only, and after many
    // starts none of ours is among them.
    return ours.stream().anyMatch(our -> isAmong(our, hubs)) && !isAmong(ours.getLast(), hubs);
  }

  private static boolean isAmong(TermEnd term, List<TermEnd> terms) {
    return terms.stream().anyMatch(other -> other.term() == term.term());
  }

  private Fate judge(ToldTree tree) {
    ToldLosses losses = ToldLosses.of(tree, hubHadUpTo, index, onDisk);
    index.clearPresent();
    told = null;
    state = State.OVER;
    if (Brake.judge(losses.batch()) == null) {
      passing = term;
      held = null;
      return Fate.AGAIN;
    }
    held = new Held(term, losses);
    return Fate.HELD;
  }

  // ---- for people

  /** What is held; null if nothing is. */
  @Nullable HeldPlan plan() {
    Held now = held;
    return now == null
        ? null
        : new HeldPlan(Cause.HUB_REMOVES, List.copyOf(now.losses().topmost().keySet()));
  }

  long files() {
    Held now = held;
    return now == null ? 0 : now.losses().files();
  }

  /** Where it is: directories stand for all that is in them. */
  List<HeldText.At> places() {
    Held now = held;
    return now == null ? List.of() : List.copyOf(now.losses().topmost().values());
  }

  /**
   * What this hub tells passes from its next session on, in this process and the next, until it has
   * arrived or the hub is started again.
   */
  void approve() {
    Held now = held;
    if (now != null) {
      approvals.add(APPROVED + now.term());
      held = null;
    }
  }
}
