package io.twohop.core.spoke;

import io.twohop.model.Fingerprint;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What this member cannot do for now, and when it tries again: after a while that doubles, or soon
 * after something happened in its tree.
 *
 * <p>Until then the base stays as the disk is, where the hub wants something of a node; what it
 * removed and is left here has no row any more, and yields to whatever comes in its place.
 */
final class Blockade {
  private static final long FIRST_NANOS = 1_000_000_000L;

  /** LIMIT: what cannot be done is tried this often at least, unless it is too much for that. */
  private static final long LAST_NANOS = 60_000_000_000L;

  /** LIMIT: a hundred tries a second while something happens in the tree. */
  private static final long EACH_NANOS = 10_000_000L;

  /** LIMIT: ten tries a second while nothing does. */
  private static final long EACH_AT_REST_NANOS = 100_000_000L;

  private final Index base;
  private final LocalTree local;
  private final Map<NodeId, Wait> waits = new LinkedHashMap<>();

  /** Something happened in the tree that may have cleared the way. */
  private boolean stirred;

  private record Wait(long triedNanos, long backOffNanos, String why) {
    long dueNanos() {
      return triedNanos + backOffNanos;
    }

    Wait within(long nanos) {
      return new Wait(triedNanos, Math.min(backOffNanos, nanos), why);
    }
  }

  /** Takes up what an earlier process could not do. */
  Blockade(Index base, LocalTree local) {
    this.base = base;
    this.local = local;
    for (Blocked blocked : base.blocked()) {
      NodeState state = blocked.state();
      Fingerprint leftOver = blocked.leftOver();
      if (leftOver != null && local.at(state.parent(), state.name()) == null) {
        Disk disk = new Disk(state.parent(), state.name(), state.entry(), leftOver);
        local.set(state.node(), disk).state = Local.State.YIELDED;
      }
      waits.put(state.node(), new Wait(Long.MIN_VALUE / 2, 0, "not done yet"));
    }
  }

  boolean isEmpty() {
    return waits.isEmpty() && base.blocked().isEmpty();
  }

  boolean holds(NodeId node) {
    return base.blocked(node) != null;
  }

  /** The hub wants this, and it cannot be made so. */
  void wanted(NodeState target, String why, long nowNanos) {
    Blocked blocked = new Blocked(target, null);
    if (!blocked.equals(base.blocked(target.node()))) {
      base.putBlocked(blocked);
    }
    again(target.node(), why, nowNanos);
  }

  /** The hub removed this, and it cannot go; the base has forgotten it. */
  void leftOver(NodeState last, Disk disk, String why, long nowNanos) {
    NodeState here =
        last.movedTo(disk.parent(), disk.name(), last.placeSeq())
            .withBody(disk.entry(), last.bodySeq());
    base.putBlocked(new Blocked(here, disk.seen()));
    again(last.node(), why, nowNanos);
  }

  /** It has been tried in vain. */
  void again(NodeId node, @Nullable String why, long nowNanos) {
    Wait before = waits.remove(node);
    long backOffNanos =
        before == null
            ? FIRST_NANOS
            : Math.clamp(before.backOffNanos() * 2, FIRST_NANOS, longestNanos());
    String text = why != null ? why : before != null ? before.why() : "";
    waits.put(node, new Wait(nowNanos, backOffNanos, text));
  }

  void stirred() {
    stirred = !isEmpty();
  }

  /**
   * Forgets what is not blocked any more; if there is any, or something happened in the tree, the
   * others are tried soon.
   */
  void review(long nowNanos) {
    for (Blocked blocked : base.blocked()) {
      waits.computeIfAbsent(
          blocked.state().node(), node -> new Wait(nowNanos, FIRST_NANOS, "waits for another"));
    }
    boolean cleared = waits.keySet().removeIf(this::isCleared);
    if (cleared || stirred) {
      long soonNanos = Math.max(FIRST_NANOS, waits.size() * EACH_NANOS);
      waits.replaceAll((node, wait) -> wait.within(soonNanos));
    }
    stirred = false;
  }

  private long longestNanos() {
    return Math.max(LAST_NANOS, waits.size() * EACH_AT_REST_NANOS);
  }

  private boolean isCleared(NodeId node) {
    Blocked blocked = base.blocked(node);
    if (blocked != null && isOver(blocked)) {
      base.deleteBlocked(node);
      return true;
    }
    return blocked == null;
  }

  /**
   * Whether it has come to nothing: somebody else removed what was left, or it is part of something
   * new; what was wanted went with its directory, while it had no row of its own.
   */
  private boolean isOver(Blocked blocked) {
    NodeState state = blocked.state();
    return blocked.isUnwanted()
        ? local.disk(state.node()) == null
        : base.node(state.parent()) == null && base.blocked(state.parent()) == null;
  }

  /** What is to be tried again now; in the order in which it was tried. */
  List<NodeId> due(long nowNanos) {
    List<NodeId> due = new ArrayList<>();
    waits.forEach((node, wait) -> {
      if (wait.dueNanos() <= nowNanos) {
        due.add(node);
      }
    });
    return due;
  }

  /**
   * What has to be tried with a node: the directory that it should be in, and whoever has its name,
   * if these are blocked too; those above others first.
   */
  List<NodeId> together(NodeId node) {
    Set<NodeId> together = new LinkedHashSet<>();
    add(node, new TreeSet<>(), together);
    return List.copyOf(together);
  }

  private void add(NodeId node, Set<NodeId> asked, Set<NodeId> together) {
    Blocked blocked = base.blocked(node);
    if (blocked == null || !asked.add(node)) {
      return;
    }
    NodeState state = blocked.state();
    if (!blocked.isUnwanted()) {
      add(state.parent(), asked, together);
    }
    together.add(node);
    NodeState there = blocked.isUnwanted() ? null : base.at(state.parent(), state.name());
    if (there != null) {
      add(there.node(), asked, together);
    }
  }

  /** {@link Long#MAX_VALUE} if nothing waits for a time. */
  long nextDueNanos(long nowNanos) {
    long next = Long.MAX_VALUE;
    for (Wait wait : waits.values()) {
      next = wait.dueNanos() > nowNanos ? Math.min(next, wait.dueNanos()) : next;
    }
    return next;
  }

  /** How many nodes the disk has that the hub removed. */
  int leftOvers() {
    return (int) base.blocked().stream().filter(Blocked::isUnwanted).count();
  }

  String why(NodeId node) {
    Wait wait = waits.get(node);
    return wait == null ? "" : wait.why();
  }
}
