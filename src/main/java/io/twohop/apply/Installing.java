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
import io.twohop.posix.FileKind;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.posix.WriterProbe;
import io.twohop.tree.TreeWalk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a directory that was built in the stage visible, whole, by one rename or exchange. */
final class Installing {
  private final Ground ground;
  private final Syscalls syscalls;
  private final Stage stage;
  private final Excluded excluded;
  private final TreeWatch watch;

  Installing(Ground ground, Excluded excluded, TreeWatch watch) {
    this.ground = ground;
    this.syscalls = ground.syscalls();
    this.stage = ground.stage();
    this.excluded = excluded;
    this.watch = watch;
  }

  List<Report.Done> install(Action.Install install, StagedTree tree, long nowNanos) {
    Action.MakeDirectory top = top(install);
    Fd dir = ground.dir(top.parent(), top.name());
    if (install.replaced() == null) {
      byte[] from = Stage.name(tree.stageName());
      stage.renames().toFree(stage.fd(), from, dir, top.name().shared());
    } else {
      replace(install, install.replaced(), tree, dir, nowNanos);
    }
    List<Report.Done> done = new ArrayList<>();
    for (Report.Done built : tree.done()) {
      boolean isTop = built.node().equals(top.node());
      done.add(isTop ? seenAgain(built, syscalls.statxOrNull(dir, top.name().shared())) : built);
    }
    remember(install, done);
    return done;
  }

  static Action.MakeDirectory top(Action.Install install) {
    if (install.nodes().getFirst() instanceof Action.MakeDirectory top) {
      return top;
    }
    throw new IllegalArgumentException("a tree begins with its top directory: " + install);
  }

  /** RACE: a user's chmod right after the rename is to be found by the next look. */
  private static Report.Done seenAgain(Report.Done built, @Nullable Stat after) {
    Fingerprint seen = built.seen();
    boolean asBuilt =
        seen != null
            && after != null
            && Prints.sameInode(after, seen)
            && Prints.sameMetadata(after, seen);
    return !asBuilt || after == null
        ? built
        : new Report.Done(built.node(), Prints.of(after), built.refused());
  }

  /** Later plans of the batch may go into the new directories. */
  private void remember(Action.Install install, List<Report.Done> done) {
    Map<NodeId, Fingerprint> seen = new HashMap<>();
    for (Report.Done one : done) {
      if (one.seen() != null) {
        seen.put(one.node(), one.seen());
      }
    }
    for (Action action : install.nodes()) {
      Fingerprint print = seen.get(action.node());
      if (action instanceof Action.MakeDirectory make && print != null) {
        ground.directories().put(make.node(), new Place(make.parent(), make.name(), print));
      }
    }
  }

  private void replace(
      Action.Install install, Fingerprint replaced, StagedTree tree, Fd dir, long nowNanos) {
    Action.MakeDirectory top = top(install);
    Stat there = ground.expectInode(top.parent(), top.name(), replaced);
    if (there.kind() != FileKind.DIRECTORY) {
      throw Ground.disturbed(top.parent(), top.name());
    }
    KnownTree known = new KnownTree(install.node(), install.known());
    List<Name> path = ground.directories().path(top.parent(), top.name());
    Fd fresh = TreeWalk.open(syscalls, stage.fd(), Stage.name(tree.stageName()));
    try (Fd old = TreeWalk.open(syscalls, dir, top.name().shared())) {
      List<List<Name>> across = inspect(old, known, path);
      requirePlaces(fresh, across, known);
      DisplacedTree displaced = describe(install, tree, path, known, across, fresh);
      swap(displaced, tree, replaced, top, new Swap(dir, old, fresh));
      watch.add(displaced, fresh, nowNanos);
    } catch (ErrnoException | Hindered failed) {
      fresh.close();
      throw failed;
    }
  }

  private record Swap(Fd dir, Fd old, Fd fresh) {}

  private DisplacedTree describe(
      Action.Install install,
      StagedTree tree,
      List<Name> path,
      KnownTree known,
      List<List<Name>> across,
      Fd fresh) {
    Map<NodeId, Long> baseSeqs = new HashMap<>();
    for (Action.Discard discard : known.all().values()) {
      baseSeqs.put(discard.node(), ground.places().bodySeqOf(discard.node()));
    }
    Map<List<Name>, NodeId> installed = new HashMap<>();
    tree.paths().forEach((node, inside) -> installed.put(inside, node));
    StageName name = stage.named(StageName.Kind.TREE_SWAP, install.node(), 0, null, null);
    return new DisplacedTree(
        name,
        path,
        known.all(),
        baseSeqs,
        installed,
        Prints.of(syscalls.statx(fresh)),
        across,
        syscalls.coarseClock());
  }

  /**
   * Lists the directory that goes, and returns what is excluded in it.
   *
   * @throws Hindered Disturbed for anything that is not known as it is, Busy for a file that
   *     somebody writes to
   */
  private List<List<Name>> inspect(Fd old, KnownTree known, List<Name> top) {
    List<List<Name>> across = new ArrayList<>();
    new TreeWalk(syscalls)
        .walk(
            old,
            (path, dir, stat) -> {
              List<Name> full = new ArrayList<>(top);
              full.addAll(path);
              boolean directory = stat.kind() == FileKind.DIRECTORY;
              if (excluded.test(full, directory)) {
                across.add(path);
                return false;
              }
              requireKnown(path, dir, stat, known);
              return directory;
            });
    return across;
  }

  private void requireKnown(List<Name> path, Fd dir, Stat stat, KnownTree known) {
    Name name = path.getLast();
    NodeId parent = known.directory(path.subList(0, path.size() - 1));
    Action.Discard expected = known.at(path);
    boolean right =
        switch (stat.kind()) {
          case DIRECTORY -> expected != null && Prints.sameInode(stat, expected.expected());
          case REGULAR, SYMLINK -> expected != null && Prints.of(stat).equals(expected.expected());
          case FIFO, SOCKET, BLOCK, CHARACTER ->
              throw occupied(parent, name, "is neither file, directory nor link");
        };
    if (!right) {
      throw Ground.disturbed(parent, name);
    }
    if (stat.kind() == FileKind.REGULAR
        && Writers.probe(syscalls, dir, name.shared()) == WriterProbe.OPEN_FOR_WRITING) {
      throw new Hindered(new Obstacle.Busy(parent, name));
    }
  }

  private static Hindered occupied(NodeId parent, Name name, String why) {
    return new Hindered(
        new Obstacle.Blocked(parent, name, Errno.ENOTEMPTY.number(), name.forPeople() + " " + why));
  }

  /** Whether all that is excluded finds its place in the new directory. */
  private void requirePlaces(Fd fresh, List<List<Name>> across, KnownTree known) {
    for (List<Name> path : across) {
      List<Name> above = path.subList(0, path.size() - 1);
      try (Fd dir = TreeWalk.openBelow(syscalls, fresh, above)) {
        if (syscalls.statxOrNull(dir, path.getLast().shared()) == null) {
          continue;
        }
      } catch (ErrnoException missing) {
        // Falls through to the refusal.
      }
      throw occupied(
          known.directory(above), path.getLast(), "is excluded and has no place in what comes");
    }
  }

  private void swap(
      DisplacedTree displaced,
      StagedTree tree,
      Fingerprint replaced,
      Action.MakeDirectory top,
      Swap on) {
    byte[] built = Stage.name(tree.stageName());
    byte[] slot = Stage.name(displaced.name().text());
    byte[] name = top.name().shared();
    new TreeManifest(stage).write(displaced);
    List<List<Name>> moved = new ArrayList<>();
    boolean inSlot = false;
    try {
      stage.rename(built, slot);
      inSlot = true;
      for (List<Name> path : displaced.excluded()) {
        move(on.old(), on.fresh(), path);
        moved.add(path);
      }
      exchange(on.dir(), name, displaced.name());
      if (!Prints.sameInode(syscalls.statx(stage.fd(), slot), replaced)) {
        exchange(on.dir(), name, displaced.name());
        throw Ground.disturbed(top.parent(), top.name());
      }
    } catch (ErrnoException | Hindered refused) {
      for (List<Name> path : moved.reversed()) {
        move(on.fresh(), on.old(), path);
      }
      if (inSlot) {
        stage.rename(slot, built);
      }
      new TreeManifest(stage).delete(displaced.name());
      throw refused;
    }
  }

  /** What is in the slot and what is at the name change places. */
  private void exchange(Fd dir, byte[] name, StageName slot) {
    byte[] bytes = Stage.name(slot.text());
    if (stage.exchanges()) {
      stage.renames().exchange(stage.fd(), bytes, dir, name);
      return;
    }
    // RACE: without an exchange the name is missing between two renames; the status says so. After
    // a crash between them recovery finds the directory that is parked, and puts it back.
    StageName parked = stage.named(StageName.Kind.PARK, slot.node(), 0, null, null);
    byte[] aside = Stage.name(parked.text());
    stage.renames().toFree(dir, name, stage.fd(), aside);
    try {
      stage.renames().toFree(stage.fd(), bytes, dir, name);
    } catch (ErrnoException refused) {
      stage.renames().toFree(stage.fd(), aside, dir, name);
      throw refused;
    }
    stage.rename(aside, bytes);
  }

  private void move(Fd from, Fd to, List<Name> path) {
    List<Name> above = path.subList(0, path.size() - 1);
    byte[] name = path.getLast().shared();
    try (Fd fromDir = TreeWalk.openBelow(syscalls, from, above);
        Fd toDir = TreeWalk.openBelow(syscalls, to, above)) {
      stage.renames().toFree(fromDir, name, toDir, name);
    }
  }
}
