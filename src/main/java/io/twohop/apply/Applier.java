package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.model.Plan;
import io.twohop.model.Report;
import io.twohop.posix.ErrnoException;
import io.twohop.tree.Owners;
import io.twohop.tree.Tree;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out plans on one tree.
 *
 * <p>A batch goes through three phases: everything that the plans put in place is finished in the
 * stage; what will replace something is flushed to disk; then the plans are carried out in order,
 * each action by one rename, exchange or metadata call. Before each the disk is compared with what
 * the plan expects, and afterwards what came out is compared again: nobody else's write is ever
 * lost, it comes back from {@link #examine} as {@link Raced}.
 *
 * <p>Relocations that follow each other directly in a plan are carried out together.
 */
public final class Applier {
  private final Tree tree;
  private final Stage stage;
  private final Owners owners;
  private final Flusher flusher;
  private final Directories directories;
  private final Watchlist watchlist;
  private final Replacing replacing;
  private final Folders folders;
  private final Relocations relocations;
  private final Installing installing;
  private final TreeWatch trees;
  private final Ground ground;
  private final Aside aside;

  public Applier(
      Tree tree, Stage stage, Owners owners, Places places, Flusher flusher, Excluded excluded) {
    this.tree = tree;
    this.stage = stage;
    this.owners = owners;
    this.flusher = flusher;
    this.directories = new Directories(tree, places);
    this.watchlist = new Watchlist(stage, owners);
    this.ground = new Ground(tree.syscalls(), stage, directories, owners, places);
    this.aside = new Aside(ground);
    this.replacing = new Replacing(ground, watchlist);
    this.folders = new Folders(ground);
    this.relocations = new Relocations(ground);
    this.trees = new TreeWatch(stage, watchlist);
    this.installing = new Installing(ground, excluded, trees);
  }

  /**
   * Goes through what an earlier run left in the stage; to be called once, before any plan. Returns
   * edits that were displaced when it ended: they stay in the stage until {@link #release}.
   */
  public List<Raced> examineLeftovers(long nowNanos) {
    return recovery().examineLeftovers(nowNanos);
  }

  /**
   * As {@link #examineLeftovers}, after the machine stopped: what that left of a file is no edit,
   * and stays in the stage for a person.
   */
  public List<Raced> examineLeftoversOfPowerCut(long nowNanos) {
    return recovery().afterPowerCut().examineLeftovers(nowNanos);
  }

  private Recovery recovery() {
    return new Recovery(tree, stage, owners, ground.places(), watchlist, trees);
  }

  /**
   * Takes what a power cut left of a file out of the tree, into the stage.
   *
   * @return its name there, where it stays until a person deletes it; null if it is not at its
   *     place any more
   * @throws ErrnoException EACCES, EROFS, EIO …: it is where it was
   */
  public @Nullable String setAside(NodeId parent, Name name, Fingerprint seen) {
    return around(() -> aside.take(parent, name, seen));
  }

  /**
   * As {@link #setAside}, but a copy: the file stays in the tree until a plan replaces it.
   *
   * @throws ErrnoException ENOSPC and others: there is no copy
   */
  public @Nullable String copyAside(NodeId parent, Name name, Fingerprint seen) {
    return around(() -> aside.copy(parent, name, seen));
  }

  private @Nullable String around(Supplier<@Nullable String> act) {
    try {
      return act.get();
    } catch (Hindered elsewhere) {
      return null;
    } finally {
      directories.forget();
    }
  }

  /** Carries out one plan; see {@link #apply(List, Contents, long)}. */
  public Report apply(Plan plan, Contents contents, long nowNanos) {
    return apply(List.of(plan), contents, nowNanos).getFirst();
  }

  /**
   * Carries out plans in order; a later one may build on an earlier one. A plan that stops leaves
   * the others to go on, except for {@link Obstacle.Suspended}, which all the rest then get.
   *
   * @param nowNanos a clock that only goes forward
   * @return one report for each, in the same order
   */
  public List<Report> apply(List<Plan> plans, Contents contents, long nowNanos) {
    Batch batch =
        new Batch(new Staging(stage, owners, contents, plans), new TakenNames(ground, plans));
    try {
      plans.forEach(batch::finish);
      // Every name is resolved anew beneath the root, at the time of its swap.
      directories.close();
      batch.flush();
      List<Report> reports = new ArrayList<>();
      plans.forEach(plan -> reports.add(batch.carryOut(plan, nowNanos)));
      return reports;
    } finally {
      batch.discardRest();
      directories.forget();
    }
  }

  /**
   * Lets go what was displaced and is harmless, and returns what turned out to be an edit: that
   * stays in the stage until {@link #release}.
   */
  public List<Raced> examine(long nowNanos) {
    trees.examine(nowNanos);
    return watchlist.examine(nowNanos);
  }

  /** When {@link #examine} has something to do next; {@link Long#MAX_VALUE} for never. */
  public long nextDueNanos() {
    return Math.min(trees.nextDueNanos(), watchlist.nextDueNanos());
  }

  /** Deletes an edit that is safe elsewhere by now; nothing happens if it is gone. */
  public void release(String stageName) {
    racedName(stageName);
    stage.unlink(Stage.name(stageName));
  }

  /** An edit is not what it was: {@link #examine} tells again what it is, once nobody writes. */
  public void examineAgain(Raced edit, long nowNanos) {
    watchlist.add(racedName(edit.stageName()), nowNanos);
  }

  private static StageName racedName(String stageName) {
    StageName name = StageName.parse(stageName);
    if (name == null || name.kind() != StageName.Kind.RACED) {
      throw new IllegalArgumentException("not an edit in the stage: " + stageName);
    }
    return name;
  }

  /**
   * Puts everything on disk that was done so far, content and names: one syncfs(2), since stage and
   * tree are on one file system. Takes as long as the slowest writer there has data waiting: a job
   * for a worker.
   *
   * @throws ErrnoException EIO, ENOSPC, EDQUOT: nothing may be taken as settled
   */
  public void settle() {
    tree.syscalls().syncfs(tree.rootFd());
  }

  /** The plans of one call. */
  private final class Batch {
    private final Staging staging;
    private final TakenNames taken;
    private final FlushQueue flush = new FlushQueue(flusher);
    private final IdentityHashMap<Action.Put, Staged> staged = new IdentityHashMap<>();
    private final IdentityHashMap<Action.Install, StagedTree> built = new IdentityHashMap<>();
    private final IdentityHashMap<Plan, Obstacle> stopped = new IdentityHashMap<>();
    private @Nullable Obstacle suspended;

    Batch(Staging staging, TakenNames taken) {
      this.staging = staging;
      this.taken = taken;
    }

    void finish(Plan plan) {
      for (Action action : plan.actions()) {
        if (suspended != null || stopped.containsKey(plan)) {
          return;
        }
        try {
          if (action instanceof Action.Put put) {
            if (taken.isTaken(put)) {
              // Nothing after it is reached; what is before it is done.
              return;
            }
            staged.put(put, staging.finish(put, flush));
          } else if (action instanceof Action.Install install) {
            built.put(install, build(install));
          }
        } catch (Hindered hindered) {
          stop(plan, hindered.obstacle());
        } catch (ErrnoException refused) {
          stop(plan, obstacle(refused, action));
        }
      }
    }

    private StagedTree build(Action.Install install) {
      try (TreeBuilder builder =
          new TreeBuilder(ground, staging, flush, install.replaced() != null)) {
        return builder.build(install);
      }
    }

    private void stop(Plan plan, Obstacle obstacle) {
      stopped.put(plan, obstacle);
      if (obstacle instanceof Obstacle.Suspended) {
        suspended = obstacle;
      }
    }

    void flush() {
      try {
        flush.drain();
      } catch (ErrnoException lost) {
        suspended = Obstacles.suspended(lost);
      }
    }

    Report carryOut(Plan plan, long nowNanos) {
      Obstacle early = suspended != null ? suspended : stopped.get(plan);
      if (early != null) {
        return new Report(plan.ticket(), List.of(), early);
      }
      List<Report.Done> done = new ArrayList<>();
      List<Action> actions = plan.actions();
      int next = 0;
      while (next < actions.size()) {
        List<Action.Relocate> together = relocationsFrom(actions, next);
        try {
          if (together.isEmpty()) {
            done.addAll(carryOut(actions.get(next), nowNanos));
          } else {
            done.addAll(relocations.carryOut(together));
          }
        } catch (Hindered hindered) {
          return stoppedAt(plan, done, hindered.obstacle());
        } catch (ErrnoException refused) {
          return stoppedAt(plan, done, obstacle(refused, actions.get(next)));
        }
        next += Math.max(1, together.size());
      }
      return new Report(plan.ticket(), done, null);
    }

    private Report stoppedAt(Plan plan, List<Report.Done> done, Obstacle obstacle) {
      stop(plan, obstacle);
      return new Report(plan.ticket(), done, obstacle);
    }

    private List<Report.Done> carryOut(Action action, long nowNanos) {
      return switch (action) {
        case Action.Put put -> {
          Staged finished = staged.get(put);
          if (finished == null) {
            throw Ground.disturbed(put.parent(), put.name());
          }
          Report.Done done = replacing.put(put, finished, nowNanos);
          staged.remove(put);
          yield List.of(done);
        }
        case Action.Install install -> {
          List<Report.Done> done = installing.install(install, made(built.get(install)), nowNanos);
          built.remove(install);
          yield done;
        }
        case Action.MakeDirectory make -> List.of(folders.make(make));
        case Action.SetMetadata set -> List.of(folders.setMetadata(set));
        case Action.Discard discard -> List.of(replacing.discard(discard, nowNanos));
        case Action.RemoveDirectory remove -> List.of(folders.remove(remove));
        case Action.Relocate move -> throw new IllegalStateException("moved together: " + move);
      };
    }

    private static <T> T made(@Nullable T prepared) {
      if (prepared == null) {
        throw new IllegalStateException("not made in the stage before");
      }
      return prepared;
    }

    void discardRest() {
      flush.close();
      staged.values().forEach(staging::discard);
      staged.clear();
      built.values().forEach(new TreeClearing(stage)::discard);
      built.clear();
    }
  }

  private static List<Action.Relocate> relocationsFrom(List<Action> actions, int from) {
    List<Action.Relocate> together = new ArrayList<>();
    for (Action action : actions.subList(from, actions.size())) {
      if (!(action instanceof Action.Relocate move)) {
        break;
      }
      together.add(move);
    }
    return together;
  }

  private Obstacle obstacle(ErrnoException refused, Action action) {
    record At(NodeId parent, Name name) {}
    At at =
        switch (action) {
          case Action.Put a -> new At(a.parent(), a.name());
          case Action.MakeDirectory a -> new At(a.parent(), a.name());
          case Action.SetMetadata a -> new At(a.parent(), a.name());
          case Action.Discard a -> new At(a.parent(), a.name());
          case Action.RemoveDirectory a -> new At(a.parent(), a.name());
          case Action.Relocate a -> new At(a.toParent(), a.toName());
          case Action.Install a -> new At(Installing.top(a).parent(), Installing.top(a).name());
        };
    return ground.obstacle(refused, at.parent(), at.name());
  }
}
