package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.model.Report;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.Stat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries out moves that belong together, in any permutation: what has a free target moves there;
 * when only cycles are left, one exchange brings one node home and moves the occupant of its target
 * along. A cycle of k nodes takes k-1 exchanges, and no name is ever missing.
 *
 * <p>LIMIT: a directory that changes places with one inside itself cannot be exchanged; the inner
 * one passes through the stage, and is missing between two system calls. So is one node of every
 * cycle where the file system has no exchange.
 */
final class Relocations {
  private final Ground ground;
  private final Stage stage;

  Relocations(Ground ground) {
    this.ground = ground;
    this.stage = ground.stage();
  }

  /** A name in a directory; the stage where {@code parent} is null. */
  private record Spot(@Nullable NodeId parent, Name name) {}

  /** A node on its way. */
  private static final class Mover {
    final Action.Relocate wish;
    final Spot target;
    Spot at;

    /** Nobody had touched it before it was moved. */
    boolean asExpected;

    Mover(Action.Relocate wish) {
      this.wish = wish;
      this.target = new Spot(wish.toParent(), wish.toName());
      this.at = new Spot(wish.fromParent(), wish.fromName());
    }
  }

  private record Step(Mover mover, Spot from, Spot to, @Nullable Mover other) {}

  /**
   * Moves all of them.
   *
   * @throws Hindered with all of them back where they were
   */
  List<Report.Done> carryOut(List<Action.Relocate> wishes) {
    List<Mover> movers = new ArrayList<>();
    wishes.forEach(wish -> movers.add(new Mover(wish)));
    check(movers);
    Deque<Step> steps = new ArrayDeque<>();
    Set<Mover> pending = new LinkedHashSet<>(movers);
    Mover trying = movers.getFirst();
    try {
      while (!pending.isEmpty()) {
        trying = pending.iterator().next();
        advance(pending, steps);
        pending.removeIf(mover -> mover.at.equals(mover.target));
      }
    } catch (ErrnoException refused) {
      undo(steps);
      throw new Hindered(ground.obstacle(refused, trying.wish.toParent(), trying.wish.toName()));
    } catch (Hindered hindered) {
      undo(steps);
      throw hindered;
    }
    List<Report.Done> done = new ArrayList<>();
    for (Mover mover : movers) {
      done.add(new Report.Done(mover.wish.node(), seen(mover), ""));
    }
    return done;
  }

  /**
   * What to remember of a node that was moved. RACE: an edit may show in ctime alone, which the
   * rename has set anew; so what was not as it was last seen is looked at once more, and so is what
   * was fresh, for the edit may be of the clock tick of the last one.
   */
  private Fingerprint seen(Mover mover) {
    Action.Relocate wish = mover.wish;
    Fingerprint expected = wish.expected();
    return mover.asExpected && !Writers.isFresh(expected, ground.syscalls().coarseClock())
        ? Prints.remembered(expected, ground.look(wish.toParent(), wish.toName()))
        : expected;
  }

  private void check(List<Mover> movers) {
    for (Mover mover : movers) {
      Action.Relocate wish = mover.wish;
      Stat there = ground.expectInode(wish.fromParent(), wish.fromName(), wish.expected());
      mover.asExpected = Prints.of(there).equals(wish.expected());
    }
    for (Mover mover : movers) {
      Action.Relocate wish = mover.wish;
      if (occupant(mover.target, movers) == null
          && ground.look(wish.toParent(), wish.toName()) != null) {
        throw Ground.disturbed(wish.toParent(), wish.toName());
      }
    }
  }

  private static @Nullable Mover occupant(Spot spot, Iterable<Mover> movers) {
    for (Mover mover : movers) {
      if (mover.at.equals(spot)) {
        return mover;
      }
    }
    return null;
  }

  /** One rename that brings at least one node nearer to its target. */
  private void advance(Set<Mover> pending, Deque<Step> steps) {
    for (Mover mover : pending) {
      if (mover.at.parent() == null && stage.exchanges() && tryExchange(mover, pending, steps)) {
        return;
      }
    }
    for (Mover mover : pending) {
      if (occupant(mover.target, pending) == null && tryMove(mover, mover.target, steps)) {
        return;
      }
    }
    for (Mover mover : pending) {
      if (stage.exchanges() && tryExchange(mover, pending, steps)) {
        return;
      }
    }
    for (Mover mover : pending) {
      if (mover.at.parent() != null && occupant(mover.target, pending) != null) {
        park(mover, steps);
        return;
      }
    }
    Action.Relocate stuck = pending.iterator().next().wish;
    throw new Hindered(
        new Obstacle.Blocked(
            stuck.toParent(),
            stuck.toName(),
            Errno.EINVAL.number(),
            "a directory cannot be moved into itself"));
  }

  private boolean tryMove(Mover mover, Spot to, Deque<Step> steps) {
    Step step = new Step(mover, mover.at, to, null);
    try {
      stage.renames().toFree(fd(mover.at), bytes(mover.at), fd(to), bytes(to));
    } catch (ErrnoException refused) {
      return unlessInvalid(refused);
    }
    settle(step, steps);
    return true;
  }

  private boolean tryExchange(Mover mover, Set<Mover> pending, Deque<Step> steps) {
    Mover other = occupant(mover.target, pending);
    if (other == null || other == mover) {
      return false;
    }
    Step step = new Step(mover, mover.at, mover.target, other);
    try {
      stage
          .renames()
          .exchange(fd(mover.at), bytes(mover.at), fd(mover.target), bytes(mover.target));
    } catch (ErrnoException refused) {
      return unlessInvalid(refused);
    }
    settle(step, steps);
    return true;
  }

  /** EINVAL: one is above the other. Another order may do. */
  private static boolean unlessInvalid(ErrnoException refused) {
    if (refused.is(Errno.EINVAL)) {
      return false;
    }
    throw refused;
  }

  private void park(Mover mover, Deque<Step> steps) {
    NodeId node = mover.wish.node();
    StageName name = stage.named(StageName.Kind.PARK, node, 0, null, null);
    if (!tryMove(mover, new Spot(null, Name.of(name.text())), steps)) {
      throw Ground.disturbed(mover.wish.fromParent(), mover.wish.fromName());
    }
  }

  private void settle(Step step, Deque<Step> steps) {
    steps.push(step);
    place(step.mover(), step.to());
    if (step.other() != null) {
      place(step.other(), step.from());
    }
  }

  private void place(Mover mover, Spot spot) {
    mover.at = spot;
    NodeId parent = spot.parent();
    if (parent != null) {
      ground.directories().moved(mover.wish.node(), parent, spot.name());
    }
  }

  /**
   * Takes back what was done, newest first; what cannot be taken back is found by the next look.
   */
  private void undo(Deque<Step> steps) {
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      try {
        if (step.other() != null) {
          stage
              .renames()
              .exchange(fd(step.to()), bytes(step.to()), fd(step.from()), bytes(step.from()));
          place(step.other(), step.to());
        } else {
          stage
              .renames()
              .toFree(fd(step.to()), bytes(step.to()), fd(step.from()), bytes(step.from()));
        }
        place(step.mover(), step.from());
      } catch (ErrnoException | Hindered raced) {
        return;
      }
    }
  }

  private Fd fd(Spot spot) {
    NodeId parent = spot.parent();
    return parent == null ? stage.fd() : ground.dir(parent, spot.name());
  }

  private static byte[] bytes(Spot spot) {
    return spot.name().shared();
  }
}
