package io.twohop.core.spoke;

import io.twohop.core.spoke.Incoming.Matter;
import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier run of this member brought or told in its last half second, and has forgotten
 * since it was killed. The hub tells all of it again; until that has its turn the disk is ahead of
 * the base, and what it shows is no edit. What was edited since is an edit of that.
 */
final class Recollection {
  private final LocalTree local;
  private final Inbox inbox;

  /** What this member told was on its disk, and users made of that what is there now. */
  private boolean trustsTold = true;

  Recollection(LocalTree local, Inbox inbox) {
    this.local = local;
    this.inbox = inbox;
  }

  /**
   * WHY: after a power cut a file may be cut short. That would be taken for an edit of what it was,
   * while as an edit of what was there before it loses to that.
   */
  void trustNothingTold() {
    trustsTold = false;
  }

  /**
   * What was found at a target's name and no hub has heard of, if it is the target: equal to it, to
   * what a later change makes of it, or an edit of what this member told of it; null otherwise.
   */
  Next.@Nullable Adopt at(NodeState target, Local found, Disk disk) {
    if (disk.entry().sameContent(target.entry())) {
      return new Next.Adopt(found.node, target.node(), null);
    }
    Queued queued = new Queued(target);
    Next.Adopt brought = brought(target, target.placeSeq(), found, disk, queued);
    if (brought != null) {
      return brought;
    }
    Queued.Body told = queued.toldContent;
    boolean edited =
        trustsTold
            && found.state == Local.State.WISHED
            && told != null
            && queued.place.isAt(target.parent(), target.name())
            && !disk.entry().isDirectory()
            && !target.entry().isDirectory();
    if (!edited || told == null) {
      return null;
    }
    Disk accepted = new Disk(target.parent(), target.name(), told.entry(), disk.seen().unproven());
    Ahead ahead = new Ahead(target.placeSeq(), told.seq(), accepted, true);
    return new Next.Adopt(found.node, target.node(), ahead);
  }

  /**
   * What no hub has heard of, if it is where a later change moves the target, and is what that is
   * then; null otherwise.
   */
  Next.@Nullable Adopt elsewhere(NodeState target) {
    if (!inbox.isAboutOften(target.node())) {
      return null;
    }
    Queued queued = new Queued(target);
    Queued.Place place = queued.place;
    NodeId there = place.seq() > target.placeSeq() ? local.at(place.parent(), place.name()) : null;
    Local found = there == null ? null : local.get(there);
    Disk disk = found == null ? null : found.disk;
    if (found == null || disk == null || !found.unheard || found.state != Local.State.WISHED) {
      return null;
    }
    return brought(target, place.seq(), found, disk, queued);
  }

  /** What was found, if a later change makes the target like this; null otherwise. */
  private static Next.@Nullable Adopt brought(
      NodeState target, long placeSeq, Local found, Disk disk, Queued queued) {
    long bodySeq = queued.lastBringing(disk.entry());
    return bodySeq == 0
        ? null
        : new Next.Adopt(found.node, target.node(), new Ahead(placeSeq, bodySeq, disk, false));
  }

  /**
   * Whether a later change takes the target away from where it should be now. WHY: what somebody
   * has at its name since need not make room for that.
   */
  boolean leavesLater(NodeState target) {
    if (!inbox.isAboutOften(target.node())) {
      return false;
    }
    Queued queued = new Queued(target);
    return queued.isGone || !queued.place.isAt(target.parent(), target.name());
  }

  /**
   * How far the disk is ahead in a node that differs and of which this member told something that
   * has not had its turn; null if it told nothing, or that is known already.
   */
  Next.@Nullable Recall told(NodeState wanted, Local open) {
    Disk disk = open.disk == null ? open.last : open.disk;
    if (!trustsTold || open.state != Local.State.WISHED || open.isHeld() || disk == null) {
      return null;
    }
    Queued queued = new Queued(wanted);
    Queued.Place place = queued.toldPlace;
    Queued.Body body = open.changed.content() ? queued.toldContent : queued.toldBody;
    if (place == null && body == null) {
      return null;
    }
    Disk accepted =
        new Disk(
            place == null ? wanted.parent() : place.parent(),
            place == null ? wanted.name() : place.name(),
            body == null ? wanted.entry() : body.entry(),
            disk.seen().unproven());
    long placeSeq = place == null ? 0 : place.seq();
    return new Next.Recall(
        wanted.node(), new Ahead(placeSeq, body == null ? 0 : body.seq(), accepted, true));
  }

  /** What the changes that are queued for a node say of it. */
  private final class Queued {
    record Place(long seq, NodeId parent, Name name) {
      boolean isAt(NodeId otherParent, Name otherName) {
        return parent.equals(otherParent) && name.equals(otherName);
      }
    }

    record Body(long seq, Entry entry) {}

    private final NodeId node;
    private final List<Matter.Accepted> changes;

    /** Where it is after all of them, unless it is gone. */
    Place place;

    boolean isGone;

    // the last that this member told, of its content with or without other facets
    @Nullable Place toldPlace;
    @Nullable Body toldBody;
    @Nullable Body toldContent;

    Queued(NodeState wanted) {
      node = wanted.node();
      changes = inbox.accepted(node);
      place = new Place(wanted.placeSeq(), wanted.parent(), wanted.name());
      for (Matter.Accepted change : changes) {
        change.operations().forEach(operation -> add(operation, change));
      }
    }

    private void add(Operation operation, Matter.Accepted change) {
      switch (operation) {
        case Operation.InstallTree i -> i.nodes().forEach(c -> add(c, change));
        case Operation.Create c when c.node().equals(node) -> {
          placed(c.parent(), c.name(), change);
          told(c.entry(), true, change);
        }
        case Operation.Body b when b.node().equals(node) ->
            told(b.entry(), b.changed().content(), change);
        case Operation.Move m when m.node().equals(node) -> placed(m.parent(), m.name(), change);
        case Operation.Remove r when r.node().equals(node) -> isGone = true;
        case Operation.RemoveTree r when r.node().equals(node) -> isGone = true;
        case Operation.Create c -> {}
        case Operation.Body b -> {}
        case Operation.Move m -> {}
        case Operation.Remove r -> {}
        case Operation.RemoveTree r -> {}
      }
    }

    private void placed(NodeId parent, Name name, Matter.Accepted change) {
      isGone = false;
      place = new Place(change.seq(), parent, name);
      toldPlace = change.own() ? place : toldPlace;
    }

    private void told(Entry entry, boolean content, Matter.Accepted change) {
      if (change.own()) {
        toldBody = new Body(change.seq(), entry);
        toldContent = content ? toldBody : toldContent;
      }
    }

    /**
     * The last change by which the node is like this; 0 if none makes it so. WHY: also its
     * metadata, since nobody sets them where the disk is ahead.
     */
    long lastBringing(Entry entry) {
      long last = 0;
      for (Matter.Accepted change : changes) {
        if (change.operations().stream().anyMatch(operation -> brings(operation, entry))) {
          last = change.seq();
        }
      }
      return last;
    }

    private boolean brings(Operation operation, Entry entry) {
      return switch (operation) {
        case Operation.Create c -> c.node().equals(node) && c.entry().means(entry);
        case Operation.Body b -> b.node().equals(node) && b.entry().means(entry);
        case Operation.InstallTree i -> i.nodes().stream().anyMatch(c -> brings(c, entry));
        case Operation.Move m -> false;
        case Operation.Remove r -> false;
        case Operation.RemoveTree r -> false;
      };
    }
  }
}
