package io.twohop.core.spoke;

import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Obstacle;
import io.twohop.model.Operation;
import io.twohop.model.Plan;
import io.twohop.model.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings incoming changes to the disk, one step after the other, and carries them out on the base
 * when the disk shows them.
 */
final class Carrier {
  private static final long RETRY_MIN_NANOS = 5_000_000;
  private static final long RETRY_MAX_NANOS = 1_000_000_000;

  /** LIMIT: looks for a file before it is fetched; the last comes 2.5 s after the first. */
  private static final int LOOKS_FIRST = 9;

  /**
   * LIMIT: attempts before a change counts as one that cannot be made here, if it rests on
   * something that may be on its way; the last comes half a minute after the first.
   */
  private static final int ATTEMPTS_MAX = 40;

  /** LIMIT: the same where the kernel says no; the last comes 2.5 s after the first. */
  private static final int REFUSALS_MAX = 9;

  /** LIMIT: while nothing can be written the member tries again this often. */
  private static final long SUSPENDED_NANOS = 1_000_000_000;

  private final Index base;
  private final LocalTree local;
  private final Inbox inbox;
  private final Recollection recollection;
  private final Rows rows;
  private final Answers answers;
  private final Watermark marks;
  private final Blockade blockade;
  private final Consumer<Effect> effects;
  private final Performed performed;

  /** Contents that lie in the stage, of changes under way. */
  private final TreeSet<ContentHash> staged = new TreeSet<>();

  private final Map<Long, List<Action>> applying = new TreeMap<>();

  /** The disk has been looked at as a whole since the start. */
  private boolean scanned;

  private long suspendedUntilNanos;

  Carrier(
      Index base,
      LocalTree local,
      Inbox inbox,
      Recollection recollection,
      Answers answers,
      Watermark marks,
      Blockade blockade,
      Consumer<Effect> effects) {
    this.base = base;
    this.local = local;
    this.inbox = inbox;
    this.recollection = recollection;
    this.rows = new Rows(base, local);
    this.answers = answers;
    this.marks = marks;
    this.blockade = blockade;
    this.effects = effects;
    this.performed = new Performed(base, local, answers, effects);
  }

  /** Plans every change that may go on; says whether any was completed or moved on. */
  boolean proceed(long nowNanos) {
    boolean progress = false;
    if (nowNanos < suspendedUntilNanos) {
      return false;
    }
    inbox.takeFreed();
    List<Incoming> turn = inbox.free();
    while (!turn.isEmpty()) {
      for (Incoming change : turn) {
        if (!change.waits(local) && change.retryAtNanos <= nowNanos && proceed(change, nowNanos)) {
          progress = true;
        }
      }
      // Who stood aside let others go first: they have their turn before it asks again.
      turn = inbox.takeFreed();
    }
    return progress;
  }

  /** When the next change is to be tried again, {@link Long#MAX_VALUE} if none waits for time. */
  long nextRetryNanos(long nowNanos) {
    long next = Long.MAX_VALUE;
    for (Incoming change : inbox.free()) {
      if (change.retryAtNanos > nowNanos) {
        next = Math.min(next, change.retryAtNanos);
      }
    }
    return inbox.isEmpty()
        ? next
        : suspendedUntilNanos > nowNanos ? Math.min(next, suspendedUntilNanos) : next;
  }

  private boolean proceed(Incoming change, long nowNanos) {
    change.plannedAtNanos = nowNanos;
    return switch (Planner.plan(base, local, recollection, staged, inbox.busy, change)) {
      case Next.Complete c -> {
        complete(change, nowNanos);
        // What could not be brought back now is asked for again, but not in this step.
        yield !(change.matter instanceof Matter.Restored r)
            || r.nodes().stream().allMatch(node -> local.get(node) == null);
      }
      case Next.Do d -> {
        inbox.setState(change, Incoming.State.APPLYING);
        applying.put(change.ticket, d.actions());
        d.actions().forEach(a -> inbox.busy.addAll(nodes(a)));
        effects.accept(new Effect.Apply(new Plan(change.ticket, d.actions()), change.contents));
        yield false;
      }
      case Next.Adopt a -> {
        answers.absentBelow(a.known());
        local.relabel(a.found(), a.known());
        Local adopted = local.get(a.known());
        if (adopted != null) {
          adopted.state = Local.State.YIELDED;
          adopted.hold(a.ahead());
        }
        effects.accept(new Effect.Unite(a.found(), a.known()));
        yield true;
      }
      case Next.Recall r -> {
        Local recalled = local.get(r.node());
        if (recalled != null) {
          recalled.hold(r.ahead());
        }
        yield true;
      }
      case Next.Need n when looksFirst(change, nowNanos) -> false;
      case Next.Need n -> {
        inbox.setState(change, Incoming.State.FETCHING);
        for (Map.Entry<NodeId, Entry.RegularFile> file : n.files().entrySet()) {
          Entry.RegularFile wanted = file.getValue();
          change.fetching.add(wanted.content());
          effects.accept(new Effect.Fetch(file.getKey(), wanted.content(), wanted.sizeBytes()));
        }
        yield false;
      }
      case Next.WaitFor w when isRestored(change) -> standAside(change, nowNanos);
      case Next.WaitFor w -> {
        change.waitFor(local.get(w.node()));
        yield false;
      }
      case Next.Impossible i when isRestored(change) -> standAside(change, nowNanos);
      case Next.Impossible i -> {
        postpone(change, nowNanos);
        if (change.attempts > ATTEMPTS_MAX || blockade.holds(i.missing())) {
          block(change, "rests on something that is not here", nowNanos);
          yield true;
        }
        yield false;
      }
    };
  }

  /**
   * Before this member knows its own disk, a file of the present state may be there: it is looked
   * for, so that what is equal is not fetched. Says whether the change waits for that.
   */
  private boolean looksFirst(Incoming change, long nowNanos) {
    if (scanned
        || change.attempts >= LOOKS_FIRST
        || !(change.matter instanceof Matter.Present present)) {
      return false;
    }
    NodeState target = present.state();
    boolean unknown =
        local.disk(target.node()) == null && local.at(target.parent(), target.name()) == null;
    if (unknown && local.reachable(target.parent())) {
      effects.accept(new Effect.Look(target.parent(), target.name()));
      postpone(change, nowNanos);
      return true;
    }
    return false;
  }

  /** The disk has been looked at as a whole. */
  void scanned() {
    scanned = true;
  }

  private static boolean isRestored(Incoming change) {
    return change.matter instanceof Matter.Restored;
  }

  /**
   * A node that is to be brought back has no change to wait in line for: it is asked for again at
   * the next step, and whoever came after it goes first. Always false: nothing was brought.
   */
  private boolean standAside(Incoming restored, long nowNanos) {
    end(restored, nowNanos);
    return false;
  }

  private void end(Incoming change, long nowNanos) {
    inbox.complete(change);
    forgetStaged(change);
    if (change.matter instanceof Matter.Restored r) {
      r.nodes().stream()
          .filter(blockade::holds)
          .forEach(node -> blockade.again(node, null, nowNanos));
    }
  }

  /** What a change fetched is forgotten with it, unless another waits for it and for more. */
  private void forgetStaged(Incoming ended) {
    for (ContentHash content : ended.fetching) {
      if (inbox.fetching().stream().noneMatch(other -> other.fetching.contains(content))) {
        staged.remove(content);
      }
    }
  }

  private void complete(Incoming change, long nowNanos) {
    rows.complete(change);
    if (change.matter instanceof Matter.Accepted accepted) {
      marks.done(accepted.seq());
      if (accepted.own()) {
        accepted.operations().forEach(this::survivorsAreAbsent);
      }
    }
    end(change, nowNanos);
    if (change.seq() > 0) {
      change.nodes.forEach(node -> answers.completed(node, change.seq()));
    }
  }

  /** What outlived our own removal of its directory is not on our disk. */
  private void survivorsAreAbsent(Operation operation) {
    if (operation instanceof Operation.RemoveTree tree && base.node(tree.node()) != null) {
      if (local.disk(tree.node()) == null) {
        answers.absentBelow(tree.node());
        if (local.get(tree.node()) == null) {
          local.set(tree.node(), null).state = Local.State.YIELDED;
        }
      }
    }
  }

  /** A change and what it waits for, for people. */
  String describe(Incoming change) {
    return change + ": " + Planner.plan(base, local, recollection, staged, inbox.busy, change);
  }

  // ---- reports

  /** Takes what became of a plan; says whether its change was given up just now. */
  boolean applied(Report report, long nowNanos) {
    Incoming change = inbox.get(report.ticket());
    List<Action> actions = applying.remove(report.ticket());
    if (change == null || actions == null) {
      throw new IllegalStateException("nobody asked for " + report);
    }
    actions.forEach(a -> inbox.busy.removeAll(nodes(a)));
    inbox.setState(change, Incoming.State.FREE);
    performed.show(actions, report.done());
    Obstacle obstacle = report.obstacle();
    if (obstacle == null) {
      change.attempts = 0;
      return false;
    }
    String refusal = stopped(change, obstacle, nowNanos);
    boolean again = isRetry(change);
    if (refusal != null) {
      block(change, refusal, nowNanos);
    }
    return refusal != null && !again;
  }

  private static List<NodeId> nodes(Action action) {
    List<NodeId> nodes = new ArrayList<>(List.of(action.node()));
    if (action instanceof Action.Install install) {
      install.nodes().forEach(a -> nodes.add(a.node()));
      install.known().forEach(d -> nodes.add(d.node()));
    }
    return nodes;
  }

  /** Says why the change is to be given up for now; null if it goes on. */
  private @Nullable String stopped(Incoming change, Obstacle obstacle, long nowNanos) {
    switch (obstacle) {
      case Obstacle.Disturbed d -> {
        effects.accept(new Effect.Look(d.parent(), d.name()));
        postpone(change, nowNanos);
        boolean unknown = local.at(d.parent(), d.name()) == null;
        if (unknown && (change.attempts > ATTEMPTS_MAX || isRetry(change))) {
          return "something that is not synchronised has its name";
        }
      }
      case Obstacle.Busy b -> postpone(change, nowNanos);
      case Obstacle.Lacking l -> {
        staged.remove(l.content());
        change.fetching.remove(l.content());
      }
      case Obstacle.Suspended s -> {
        suspendedUntilNanos = nowNanos + SUSPENDED_NANOS;
        effects.accept(new Effect.Note("paused: " + s.reason()));
      }
      case Obstacle.Blocked b -> {
        NodeId there = local.at(b.parent(), b.name());
        Disk disk = there == null ? null : local.disk(there);
        if (there != null && disk != null && disk.entry().isDirectory()) {
          effects.accept(new Effect.LookInto(there));
        }
        postpone(change, nowNanos);
        if (change.attempts > REFUSALS_MAX || isRetry(change)) {
          return b.reason();
        }
      }
    }
    return null;
  }

  private static void postpone(Incoming change, long nowNanos) {
    long wait = Math.min(RETRY_MIN_NANOS << Math.min(change.attempts, 20), RETRY_MAX_NANOS);
    change.attempts++;
    change.retryAtNanos = nowNanos + wait;
  }

  private boolean isRetry(Incoming change) {
    return change.matter instanceof Matter.Restored r
        && r.nodes().stream().anyMatch(blockade::holds);
  }

  /**
   * Gives a change up for now: what it wants is remembered, the cursor passes it, others may go on.
   */
  private void block(Incoming change, String reason, long nowNanos) {
    boolean retry = isRetry(change);
    Aim aim = Aim.of(base, change);
    if (!retry) {
      tell(aim, reason);
    }
    aim.targets.values().forEach(target -> blockade.wanted(target, reason, nowNanos));
    for (NodeId node : aim.going) {
      NodeState last = base.node(node);
      Disk disk = local.disk(node);
      rows.gone(node);
      if (blockade.holds(node)) {
        blockade.again(node, reason, nowNanos);
      } else if (last != null && disk != null && local.get(node) != null) {
        blockade.leftOver(last, disk, reason, nowNanos);
      }
    }
    inbox.complete(change);
    forgetStaged(change);
    if (change.seq() > 0) {
      marks.done(change.seq());
      change.nodes.forEach(node -> answers.passed(node, change.seq()));
    }
  }

  private void tell(Aim aim, String reason) {
    List<NodeState> nodes = new ArrayList<>(aim.targets.values());
    aim.going.reversed().stream().map(base::node).filter(Objects::nonNull).forEach(nodes::add);
    if (!nodes.isEmpty()) {
      NodeState first = nodes.getFirst();
      effects.accept(new Effect.Blocked(first.parent(), first.name(), nodes.size(), reason));
    }
  }

  // ---- contents

  void fetched(ContentHash content) {
    staged.add(content);
    for (Incoming change : inbox.fetching()) {
      if (staged.containsAll(change.fetching)) {
        inbox.setState(change, Incoming.State.FREE);
      }
    }
  }

  /** Until it is had, or its successor brings another, the node cannot be made here. */
  void unfetchable(ContentHash content, String why, long nowNanos) {
    for (Incoming change : inbox.fetching()) {
      if (change.fetching.contains(content)) {
        block(change, why, nowNanos);
      }
    }
  }

  /** A new session: what was asked for must be asked for again. */
  void reconnected() {
    for (Incoming change : inbox.fetching()) {
      change.fetching.removeIf(content -> !staged.contains(content));
      inbox.setState(change, Incoming.State.FREE);
    }
  }

  static Map<ContentHash, Bytes> byHash(List<Bytes> contents) {
    Map<ContentHash, Bytes> byHash = new TreeMap<>();
    contents.forEach(content -> byHash.put(ContentHash.ofContent(content), content));
    return byHash;
  }
}
