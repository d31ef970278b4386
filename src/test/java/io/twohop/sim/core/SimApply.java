package io.twohop.sim.core;

import io.twohop.core.spoke.Input;
import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.model.Plan;
import io.twohop.model.Report;
import io.twohop.sim.core.SimDisk.Inode;
import io.twohop.sim.core.SimDisk.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The promises of {@code apply} in small: check, swap, look at what came out. */
final class SimApply {
  private final SimDisk disk;
  private final SimLook look;
  private final Function<ContentHash, @Nullable Bytes> staged;

  /** Lets a user act between check and swap. */
  private final Runnable interrupt;

  /** What was displaced, with what was expected to be. */
  private final List<Displaced> displaced = new ArrayList<>();

  private final Map<ContentHash, Bytes> racedContents = new TreeMap<>();

  record Displaced(NodeId node, long baseSeq, @Nullable ContentHash expected, Inode inode) {}

  SimApply(
      SimDisk disk,
      SimLook look,
      Function<ContentHash, @Nullable Bytes> staged,
      Runnable interrupt) {
    this.disk = disk;
    this.look = look;
    this.staged = staged;
    this.interrupt = interrupt;
  }

  Report apply(Plan plan, Map<ContentHash, Bytes> contents) {
    List<Report.Done> done = new ArrayList<>();
    if (plan.actions().stream().allMatch(Action.Relocate.class::isInstance)) {
      Obstacle obstacle = relocate(plan.actions(), done);
      return new Report(plan.ticket(), done, obstacle);
    }
    for (Action action : plan.actions()) {
      Obstacle obstacle = apply(action, contents, done);
      if (obstacle != null) {
        return new Report(plan.ticket(), done, obstacle);
      }
    }
    return new Report(plan.ticket(), done, null);
  }

  private @Nullable Obstacle apply(
      Action action, Map<ContentHash, Bytes> contents, List<Report.Done> done) {
    return switch (action) {
      case Action.Put p -> put(p, contents, done);
      case Action.MakeDirectory m -> makeDirectory(m, done);
      case Action.SetMetadata m -> setMetadata(m, done);
      case Action.Discard d -> discard(d, done);
      case Action.RemoveDirectory r -> removeDirectory(r, done);
      case Action.Relocate r -> relocate(List.of(r), done);
      case Action.Install i -> install(i, contents, done);
    };
  }

  private @Nullable Bytes content(Entry entry, Map<ContentHash, Bytes> contents) {
    return switch (entry) {
      case Entry.RegularFile f when f.sizeBytes() == 0 -> Bytes.EMPTY;
      case Entry.RegularFile f when contents.containsKey(f.content()) -> contents.get(f.content());
      case Entry.RegularFile f -> staged.apply(f.content());
      case Entry.Symlink s -> s.target();
      case Entry.Directory d -> Bytes.EMPTY;
    };
  }

  private Inode make(Entry entry, Bytes content) {
    return switch (entry) {
      case Entry.RegularFile f -> {
        Inode inode = disk.make(Kind.FILE, content, f.mode());
        inode.mtime = f.mtime().seconds();
        yield inode;
      }
      case Entry.Symlink s -> disk.make(Kind.SYMLINK, content, 0777);
      case Entry.Directory d -> disk.make(Kind.DIRECTORY, Bytes.EMPTY, d.mode());
    };
  }

  /** The same inode, untouched; a rename alters only the ctime. */
  private static boolean is(@Nullable Inode inode, Fingerprint expected) {
    Fingerprint now = inode == null ? null : inode.fingerprint();
    return now != null
        && now.sameInode(expected)
        && now.mtime().equals(expected.mtime())
        && now.sizeBytes() == expected.sizeBytes()
        && now.mode() == expected.mode();
  }

  private @Nullable Obstacle put(
      Action.Put put, Map<ContentHash, Bytes> contents, List<Report.Done> done) {
    Inode directory = look.directory(put.parent());
    Bytes content = content(put.entry(), contents);
    if (content == null) {
      return new Obstacle.Lacking(((Entry.RegularFile) put.entry()).content());
    }
    Inode there = directory == null ? null : directory.names.get(put.name());
    Fingerprint expected = put.expected();
    boolean asExpected = expected == null ? there == null : is(there, expected);
    if (directory == null || !asExpected) {
      return new Obstacle.Disturbed(put.parent(), put.name());
    }
    interrupt.run();
    Inode now = directory.names.get(put.name());
    if ((now == null) != (expected == null)) {
      return new Obstacle.Disturbed(put.parent(), put.name());
    }
    Inode made = make(put.entry(), content);
    directory.names.put(put.name(), made);
    made.ctime = disk.tick();
    if (now != null) {
      displaced.add(new Displaced(put.node(), put.seq(), put.expectedHash(), now));
    }
    done.add(new Report.Done(put.node(), made.fingerprint(), ""));
    return null;
  }

  private @Nullable Obstacle makeDirectory(Action.MakeDirectory make, List<Report.Done> done) {
    Inode directory = look.directory(make.parent());
    Inode there = directory == null ? null : directory.names.get(make.name());
    if (directory == null || there != null) {
      return new Obstacle.Disturbed(make.parent(), make.name());
    }
    there = make(make.entry(), Bytes.EMPTY);
    directory.names.put(make.name(), there);
    done.add(new Report.Done(make.node(), there.fingerprint(), ""));
    return null;
  }

  private @Nullable Obstacle setMetadata(Action.SetMetadata set, List<Report.Done> done) {
    Inode directory = look.directory(set.parent());
    Inode there = directory == null ? null : directory.names.get(set.name());
    if (there == null || !there.fingerprint().equals(set.expected())) {
      return new Obstacle.Disturbed(set.parent(), set.name());
    }
    Facets changed = set.changed();
    switch (set.entry()) {
      case Entry.RegularFile f -> {
        there.mode = changed.mode() ? f.mode() : there.mode;
        there.mtime = changed.mtime() ? f.mtime().seconds() : there.mtime;
      }
      case Entry.Directory d -> there.mode = changed.mode() ? d.mode() : there.mode;
      case Entry.Symlink s -> {}
    }
    there.ctime = disk.tick();
    done.add(new Report.Done(set.node(), there.fingerprint(), ""));
    return null;
  }

  private @Nullable Obstacle discard(Action.Discard discard, List<Report.Done> done) {
    Inode directory = look.directory(discard.parent());
    Inode there = directory == null ? null : directory.names.get(discard.name());
    if (directory == null || !is(there, discard.expected())) {
      return new Obstacle.Disturbed(discard.parent(), discard.name());
    }
    interrupt.run();
    Inode now = directory.names.remove(discard.name());
    if (now == null) {
      return new Obstacle.Disturbed(discard.parent(), discard.name());
    }
    displaced.add(new Displaced(discard.node(), 0, discard.expectedHash(), now));
    done.add(new Report.Done(discard.node(), null, ""));
    return null;
  }

  private @Nullable Obstacle removeDirectory(
      Action.RemoveDirectory remove, List<Report.Done> done) {
    Inode directory = look.directory(remove.parent());
    Inode there = directory == null ? null : directory.names.get(remove.name());
    if (directory == null || there == null || there.number != remove.expected().inode()) {
      return new Obstacle.Disturbed(remove.parent(), remove.name());
    }
    if (!there.names.isEmpty()) {
      return new Obstacle.Blocked(remove.parent(), remove.name(), 39, "not empty");
    }
    directory.names.remove(remove.name());
    done.add(new Report.Done(remove.node(), null, ""));
    return null;
  }

  /**
   * All of them leave before any arrives, if every source is as expected and every target is free
   * or leaves.
   */
  private @Nullable Obstacle relocate(List<Action> actions, List<Report.Done> done) {
    Map<Action.Relocate, Inode> moving = new LinkedHashMap<>();
    for (Action action : actions) {
      Action.Relocate r = (Action.Relocate) action;
      Inode from = look.directory(r.fromParent());
      Inode inode = from == null ? null : from.names.get(r.fromName());
      if (inode == null || inode.number != r.expected().inode()) {
        return new Obstacle.Disturbed(r.fromParent(), r.fromName());
      }
      moving.put(r, inode);
    }
    for (Map.Entry<Action.Relocate, Inode> move : moving.entrySet()) {
      Action.Relocate r = move.getKey();
      Inode to = look.directory(r.toParent());
      Inode there = to == null ? null : to.names.get(r.toName());
      if (to == null || (there != null && !moving.containsValue(there))) {
        return new Obstacle.Disturbed(r.toParent(), r.toName());
      }
    }
    Map<Action.Relocate, Inode> targets = new LinkedHashMap<>();
    Map<Action.Relocate, Inode> sources = new LinkedHashMap<>();
    moving.keySet().forEach(r -> targets.put(r, inodeOf(r.toParent())));
    moving.keySet().forEach(r -> sources.put(r, inodeOf(r.fromParent())));
    moving.keySet().forEach(r -> sources.get(r).names.remove(r.fromName()));
    moving.forEach((r, inode) -> targets.get(r).names.put(r.toName(), inode));
    for (Map.Entry<Action.Relocate, Inode> move : moving.entrySet()) {
      if (!disk.contains(disk.root, move.getValue())) {
        // One came to be inside itself.
        moving.keySet().forEach(r -> targets.get(r).names.remove(r.toName()));
        moving.forEach((r, inode) -> sources.get(r).names.put(r.fromName(), inode));
        return new Obstacle.Disturbed(move.getKey().toParent(), move.getKey().toName());
      }
    }
    moving.forEach((r, inode) -> {
      // An edit that came before the rename must still be found, so it is not vouched for.
      boolean edited = !is(inode, r.expected());
      inode.ctime = disk.tick();
      done.add(new Report.Done(r.node(), edited ? r.expected() : inode.fingerprint(), ""));
    });
    return null;
  }

  private Inode inodeOf(NodeId directory) {
    Inode inode = look.directory(directory);
    if (inode == null) {
      throw new IllegalStateException("vanished: " + directory);
    }
    return inode;
  }

  private @Nullable Obstacle install(
      Action.Install install, Map<ContentHash, Bytes> contents, List<Report.Done> done) {
    Action.MakeDirectory top = (Action.MakeDirectory) install.nodes().getFirst();
    Inode directory = look.directory(top.parent());
    Inode there = directory == null ? null : directory.names.get(top.name());
    Fingerprint replaced = install.replaced();
    boolean asExpected =
        replaced == null ? there == null : there != null && there.number == replaced.inode();
    if (directory == null || !asExpected) {
      return new Obstacle.Disturbed(top.parent(), top.name());
    }
    if (there != null) {
      for (Action.Discard d : install.known()) {
        Inode parent = look.directory(d.parent());
        if (parent == null || !is(parent.names.get(d.name()), d.expected())) {
          return new Obstacle.Disturbed(d.parent(), d.name());
        }
      }
      if (count(there) != install.known().size()) {
        return new Obstacle.Blocked(top.parent(), top.name(), 39, "holds more than is known");
      }
    }
    Map<NodeId, Inode> built = new LinkedHashMap<>();
    for (Action action : install.nodes()) {
      Entry entry;
      NodeId parent;
      Name name;
      switch (action) {
        case Action.MakeDirectory m -> {
          entry = m.entry();
          parent = m.parent();
          name = m.name();
        }
        case Action.Put p -> {
          entry = p.entry();
          parent = p.parent();
          name = p.name();
        }
        default -> throw new IllegalArgumentException("not part of a tree: " + action);
      }
      Bytes content = content(entry, contents);
      if (content == null) {
        return new Obstacle.Lacking(((Entry.RegularFile) entry).content());
      }
      Inode inode = make(entry, content);
      built.put(action.node(), inode);
      Inode into = built.get(parent);
      if (into != null) {
        into.names.put(name, inode);
      }
    }
    directory.names.put(top.name(), built.get(top.node()));
    built.forEach((node, inode) -> done.add(new Report.Done(node, inode.fingerprint(), "")));
    return null;
  }

  private static int count(Inode directory) {
    int sum = 0;
    for (Inode child : directory.names.values()) {
      sum += 1 + count(child);
    }
    return sum;
  }

  /** What came out otherwise than expected, once; the rest is forgotten. */
  List<Input.Raced> examine() {
    List<Input.Raced> raced = new ArrayList<>();
    for (Displaced d : displaced) {
      boolean known =
          d.inode().kind != Kind.FILE
              || (d.expected() != null && SimDisk.hash(d.inode().content).equals(d.expected()));
      if (!known) {
        racedContents.put(SimDisk.hash(d.inode().content), d.inode().content);
        Bytes content = SimDisk.sizeOf(d.inode().content) < 65_536 ? d.inode().content : null;
        raced.add(
            new Input.Raced(
                d.node(), d.baseSeq() - 1, d.inode().entry(), d.inode().fingerprint(), content));
      }
    }
    displaced.clear();
    return raced;
  }

  /** Takes over what an earlier process left in the stage. */
  void inherit(SimApply before) {
    displaced.addAll(before.displaced);
    racedContents.putAll(before.racedContents);
  }

  /** The bytes of a raced edit. */
  Bytes contentOf(Input.Raced raced) {
    return racedContents.get(((Entry.RegularFile) raced.entry()).content());
  }

  /** The contents that lie in the stage. */
  List<Bytes> held() {
    return displaced.stream().map(d -> d.inode().content).toList();
  }
}
