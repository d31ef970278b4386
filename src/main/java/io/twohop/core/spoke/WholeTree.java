package io.twohop.core.spoke;

import io.twohop.model.Action;
import io.twohop.model.Entry;
import io.twohop.model.NodeId;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans that a tree comes to its name by one rename, with all that is in it, where nothing of
 * somebody else is there; otherwise it is reached node by node.
 */
final class WholeTree {
  private final LocalTree local;
  private final Aim aim;
  private final Draft draft;
  private final List<Action.Discard> known = new ArrayList<>();

  WholeTree(LocalTree local, Aim aim, Draft draft) {
    this.local = local;
    this.aim = aim;
    this.draft = draft;
  }

  /** Plans it, unless it may not be put there so, or is there already. */
  boolean install(Operation.InstallTree tree, long seq) {
    Operation.Create top = tree.nodes().getFirst();
    Disk disk = local.disk(top.node());
    NodeId occupant = local.at(top.parent(), top.name());
    Local ours = local.get(top.node());
    boolean possible =
        local.reachable(top.parent())
            && (ours == null || !ours.isHeld())
            && (occupant == null || occupant.equals(top.node()))
            && (disk == null || disk.isAt(top.parent(), top.name()))
            && tree.nodes().stream().noneMatch(this::isElsewhere)
            && (disk == null || isReplaceable(top.node()))
            && takesAlongAllThatGoes();
    if (!possible || !differs(tree, disk)) {
      return false;
    }
    List<Action> nodes = new ArrayList<>();
    for (Operation.Create c : tree.nodes()) {
      draft.need(c.node(), c.entry());
      nodes.add(
          c.entry() instanceof Entry.Directory directory
              ? new Action.MakeDirectory(c.node(), c.parent(), c.name(), directory)
              : new Action.Put(c.node(), seq, c.parent(), c.name(), c.entry(), null, null));
    }
    draft.removals.clear();
    draft.fillings.add(
        new Action.Install(top.node(), nodes, disk == null ? null : disk.seen(), known));
    return true;
  }

  /** What is to go and is not in what is replaced here, this disk has elsewhere: it goes first. */
  private boolean takesAlongAllThatGoes() {
    Set<NodeId> inside = new TreeSet<>();
    known.forEach(discard -> inside.add(discard.node()));
    return draft.removals.stream().allMatch(removal -> inside.contains(removal.node()));
  }

  /** Whether this disk has a node at another name: it must come from there, not be made anew. */
  private boolean isElsewhere(Operation.Create wanted) {
    Disk disk = local.disk(wanted.node());
    return disk != null
        && !disk.isAt(wanted.parent(), wanted.name())
        && local.reachable(disk.parent());
  }

  private boolean differs(Operation.InstallTree tree, @Nullable Disk top) {
    return top == null
        || !draft.removals.isEmpty()
        || tree.nodes().stream().anyMatch(this::differs);
  }

  private boolean differs(Operation.Create wanted) {
    Disk disk = local.disk(wanted.node());
    return disk == null
        || !disk.isAt(wanted.parent(), wanted.name())
        || !disk.entry().sameContent(wanted.entry());
  }

  /**
   * Collects what the directory on the disk holds; false if something in it is newer than the tree,
   * or not answered yet.
   */
  private boolean isReplaceable(NodeId directory) {
    for (NodeId child : local.children(directory)) {
      Disk disk = local.disk(child);
      if (disk == null || local.get(child) != null || !aim.isAbout(child)) {
        return false;
      }
      known.add(Draft.displaced(child, disk));
      if (disk.entry().isDirectory() && !isReplaceable(child)) {
        return false;
      }
    }
    return true;
  }
}
