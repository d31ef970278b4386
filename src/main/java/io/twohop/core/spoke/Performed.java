package io.twohop.core.spoke;

import io.twohop.model.Action;
import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Report;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What actions that were carried out have made of this member's disk. */
final class Performed {
  private final Index base;
  private final LocalTree local;
  private final Answers answers;
  private final Consumer<Effect> effects;

  Performed(Index base, LocalTree local, Answers answers, Consumer<Effect> effects) {
    this.base = base;
    this.local = local;
    this.answers = answers;
    this.effects = effects;
  }

  /** Takes what was done of a plan; looks that it makes necessary are asked for. */
  void show(List<Action> actions, List<Report.Done> reported) {
    Map<NodeId, Disk> lifted = lift(actions, reported);
    replaced(actions, reported);
    List<Action> shown = actions.stream().filter(a -> !isBelowItself(a)).toList();
    for (Report.Done done : reported) {
      shown.stream()
          .filter(a -> concerns(a, done.node()))
          .findFirst()
          .ifPresent(a -> done(a, done, lifted));
      if (!done.refused().isEmpty()) {
        effects.accept(new Effect.Note(done.refused()));
      }
    }
  }

  /**
   * RACE: a directory may have turned up elsewhere after it was planned to be made, with the one
   * that it was made in below it. Then it is that, and what was made is found as something new.
   */
  private boolean isBelowItself(Action action) {
    return switch (action) {
      case Action.MakeDirectory m when local.isAtOrBelow(m.parent(), m.node()) -> {
        effects.accept(new Effect.Look(m.parent(), m.name()));
        yield true;
      }
      case Action.Install i -> isBelowItself(i.nodes().getFirst());
      case Action.MakeDirectory m -> false;
      case Action.Put p -> false;
      case Action.SetMetadata m -> false;
      case Action.Relocate r -> false;
      case Action.Discard d -> false;
      case Action.RemoveDirectory r -> false;
    };
  }

  /**
   * What a tree that came whole took the place of is gone: once, before its own nodes show, since
   * most of them are the same nodes.
   */
  private void replaced(List<Action> actions, List<Report.Done> done) {
    for (Action action : actions) {
      if (action instanceof Action.Install install
          && done.stream().anyMatch(d -> concerns(install, d.node()))) {
        install.known().forEach(known -> gone(known.node()));
      }
    }
  }

  private static boolean concerns(Action action, NodeId node) {
    return action.node().equals(node)
        || (action instanceof Action.Install install
            && install.nodes().stream().anyMatch(a -> a.node().equals(node)));
  }

  /**
   * Takes the nodes that were renamed off their old names, so that those that changed places do not
   * look as if one had displaced the other; their disks as they were.
   */
  private Map<NodeId, Disk> lift(List<Action> actions, List<Report.Done> done) {
    Map<NodeId, Disk> lifted = new TreeMap<>();
    for (Report.Done moved : done) {
      Disk disk = local.disk(moved.node());
      boolean renamed =
          actions.stream()
              .anyMatch(a -> a instanceof Action.Relocate r && r.node().equals(moved.node()));
      if (renamed && disk != null) {
        lifted.put(moved.node(), disk);
      }
    }
    lifted.keySet().forEach(node -> local.set(node, null));
    return lifted;
  }

  private void done(Action action, Report.Done done, Map<NodeId, Disk> lifted) {
    Fingerprint seen = done.seen();
    switch (action) {
      case Action.Put p -> shows(p.node(), p.parent(), p.name(), p.entry(), seen);
      case Action.MakeDirectory m -> {
        if (!local.reachable(m.node())) {
          answers.absentBelow(m.node());
        }
        shows(m.node(), m.parent(), m.name(), m.entry(), seen);
        effects.accept(new Effect.LookInto(m.node()));
      }
      case Action.SetMetadata m -> shows(m.node(), m.parent(), m.name(), m.entry(), seen);
      case Action.Relocate r -> {
        Disk disk = lifted.get(r.node());
        if (disk != null) {
          shows(r.node(), r.toParent(), r.toName(), disk.entry(), seen);
          // RACE: an edit just before the rename was reported at the old name.
          effects.accept(new Effect.Look(r.toParent(), r.toName()));
        }
      }
      case Action.Discard d -> gone(d.node());
      case Action.RemoveDirectory r -> gone(r.node());
      case Action.Install i ->
          i.nodes().stream()
              .filter(a -> a.node().equals(done.node()))
              .findFirst()
              .ifPresent(a -> done(a, done, lifted));
    }
  }

  private void shows(
      NodeId node, NodeId parent, Name name, Entry entry, @Nullable Fingerprint seen) {
    if (seen == null) {
      throw new IllegalStateException("made but not seen: " + node);
    }
    NodeId occupant = local.at(parent, name);
    if (occupant != null && !occupant.equals(node)) {
      gone(occupant);
    }
    lookWhereItIs(node, parent, name);
    Local difference = local.set(node, new Disk(parent, name, entry, seen));
    if (difference.state != Local.State.PROPOSED) {
      difference.state = Local.State.YIELDED;
    }
  }

  /**
   * RACE: the node may have turned up elsewhere after this was planned, and been reported before it
   * was done: what is there is not this node any more, and nobody else would look.
   */
  private void lookWhereItIs(NodeId node, NodeId parent, Name name) {
    Disk found = local.disk(node);
    if (found != null && !found.isAt(parent, name)) {
      effects.accept(new Effect.Look(found.parent(), found.name()));
    }
  }

  private void gone(NodeId node) {
    if (base.node(node) == null) {
      local.drop(node);
    } else {
      Local difference = local.set(node, null);
      difference.letGo();
      if (difference.state != Local.State.PROPOSED) {
        difference.state = Local.State.YIELDED;
      }
    }
  }
}
