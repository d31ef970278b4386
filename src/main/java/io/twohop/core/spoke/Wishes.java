package io.twohop.core.spoke;

import io.twohop.model.Bytes;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import io.twohop.model.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Tells the hub what the disk has otherwise than the base, once it is to be told. */
final class Wishes {
  /**
   * LIMIT: a directory that came whole and holds more than this is told as single changes: nodes,
   * bytes of files, and bytes of a message.
   */
  private static final int TREE_MAX_NODES = 50_000;

  private static final long TREE_MAX_BYTES = 1L << 30;
  private static final int TREE_MAX_MESSAGE_BYTES = 8 << 20;

  /** LIMIT: contents that travel inside one tree's message; the hub fetches the rest. */
  private static final int TREE_MAX_INLINE_BYTES = 3 << 20;

  private final Index base;
  private final LocalTree local;
  private final Inbox inbox;
  private final Numbers numbers;
  private final Observer observer;
  private final Answers answers;
  private final Outbox outbox;
  private final Consumer<Effect> effects;

  Wishes(
      Index base,
      LocalTree local,
      Inbox inbox,
      Numbers numbers,
      Observer observer,
      Answers answers,
      Outbox outbox,
      Consumer<Effect> effects) {
    this.base = base;
    this.local = local;
    this.inbox = inbox;
    this.numbers = numbers;
    this.observer = observer;
    this.answers = answers;
    this.outbox = outbox;
    this.effects = effects;
  }

  /**
   * Proposes what is due, as far as the window goes; says whether something turned out to be no
   * wish, for which others may have waited.
   */
  boolean propose(long nowNanos) {
    boolean given = false;
    if (outbox.isFull()) {
      return given;
    }
    for (Local wish : local.all()) {
      if (outbox.isFull()) {
        return given;
      }
      if (wish.state == Local.State.WISHED && wish.dueNanos <= nowNanos) {
        given |= propose(wish, nowNanos);
      }
    }
    return given;
  }

  private boolean propose(Local wish, long nowNanos) {
    Disk disk = wish.disk;
    if (disk != null && wentWithParent(wish, disk, nowNanos)) {
      return local.get(wish.node) == null;
    }
    if (!wish.isGone() && !wish.unheard && !wish.isHeld() && base.node(wish.node) == null) {
      // The hub removed the node that this was, or has another name for it.
      renew(wish, nowNanos);
      return true;
    }
    if (Proposer.isToldByParent(base, local, wish)) {
      return false;
    }
    Proposer.ChangeSet set = Proposer.build(base, local, inbox, wish, outbox.known(), nowNanos);
    if (set == null) {
      // It is too early, or it was given up for what returns into it.
      return wish.state != Local.State.WISHED;
    }
    if (set.operations().isEmpty()) {
      set.members().forEach(this::nothingToSay);
      return true;
    }
    outbox.propose(set.operations(), set.contents(), set.members());
    return false;
  }

  /** What the disk has is a node of its own from now on, to be proposed. */
  private void renew(Local difference, long nowNanos) {
    NodeId anew = new NodeId(numbers.member(), numbers.nextNode());
    local.relabel(difference.node, anew);
    effects.accept(new Effect.Unite(difference.node, anew));
    Local wish = local.get(anew);
    if (wish != null) {
      wish.state = Local.State.WISHED;
      wish.unheard = true;
      wish.changed = Facets.ALL;
      wish.dueNanos = nowNanos;
      Disk disk = wish.disk;
      if (disk != null && disk.entry().isDirectory()) {
        // Looks that were asked for by its old id find nothing.
        effects.accept(new Effect.LookInto(anew));
      }
    }
  }

  /**
   * The hub need not hear of it. WHY: that does not mean that the disk is as the base says, which
   * may have moved on since the disk was like that.
   */
  private void nothingToSay(NodeId node) {
    Local wish = local.get(node);
    if (wish != null) {
      wish.state = Local.State.YIELDED;
      wish.changed = Facets.NONE;
      answers.settle(wish);
    }
  }

  /**
   * Whether there is nothing to say of a node yet because a directory above it is gone: while that
   * may still come back, so may the node; later the node is gone too. WHY: what the hub has not
   * heard of would be forgotten then, and nobody looks for it again if the directory turns up after
   * all; so the hub has to have answered first.
   */
  private boolean wentWithParent(Local wish, Disk disk, long nowNanos) {
    NodeId above = local.goneAbove(disk);
    if (above == null) {
      return false;
    }
    Local directory = local.get(above);
    boolean mayComeBack =
        directory != null && directory.state == Local.State.WISHED && directory.dueNanos > nowNanos;
    boolean untold = base.node(wish.node) == null && !wish.isHeld();
    boolean unanswered = directory != null && directory.isOpen();
    if (mayComeBack || (untold && unanswered)) {
      return true;
    }
    if (untold) {
      local.drop(wish.node);
      return true;
    }
    local.set(wish.node, null);
    return false;
  }

  /**
   * Proposes a directory that came whole as one operation, if all of it is new or free to be told;
   * otherwise its nodes stay wishes of their own.
   */
  void proposeWhole(List<NodeId> nodes) {
    if (isTooLarge(nodes)) {
      effects.accept(
          new Effect.Note("a directory of " + nodes.size() + " nodes goes as single changes"));
      return;
    }
    if (isTaken(nodes.getFirst()) || takesAlong(nodes.getFirst())) {
      return;
    }
    List<Operation.Create> creates = new ArrayList<>();
    List<Bytes> contents = new ArrayList<>();
    List<NodeId> members = new ArrayList<>();
    int inlineBytes = 0;
    for (NodeId node : nodes) {
      Disk disk = local.disk(node);
      if (disk == null) {
        return;
      }
      creates.add(new Operation.Create(node, disk.parent(), disk.name(), disk.entry()));
      Local difference = local.get(node);
      if (difference != null) {
        members.add(node);
        Bytes content = difference.content;
        if (content != null && inlineBytes + content.length() <= TREE_MAX_INLINE_BYTES) {
          contents.add(content);
          inlineBytes += content.length();
        }
      }
    }
    NodeId parent = creates.getFirst().parent();
    if (!parent.equals(NodeId.ROOT) && base.node(parent) == null) {
      return;
    }
    for (NodeId absent : observer.lostBelow(nodes.getFirst()).keySet()) {
      if (!nodes.contains(absent)) {
        local.set(absent, null);
        members.add(absent);
      }
    }
    if (members.isEmpty()) {
      // It went and came back as it was.
      return;
    }
    for (Operation.Create create : creates) {
      // What is as it was is told, too, and where it goes from here waits for the answer.
      Disk disk = local.disk(create.node());
      if (disk != null && local.get(create.node()) == null) {
        local.set(create.node(), disk);
        members.add(create.node());
      }
    }
    outbox.propose(List.of(new Operation.InstallTree(outbox.known(), creates)), contents, members);
  }

  /** What is no directory has its name for the hub, which is still to be told that it went. */
  private boolean isTaken(NodeId top) {
    Disk disk = local.disk(top);
    NodeState there = disk == null ? null : base.at(disk.parent(), disk.name());
    return there != null && !there.node().equals(top);
  }

  /**
   * The hub is still to be told that something in the directory moved elsewhere, and would remove
   * that with what the tree does not list.
   */
  private boolean takesAlong(NodeId top) {
    for (Local other : local.view()) {
      Disk disk = other.disk;
      NodeState state = base.node(other.node);
      if (disk != null
          && state != null
          && other.state == Local.State.WISHED
          && !disk.isAtPlaceOf(state)
          && observer.isAtOrBelow(state.parent(), top)) {
        return true;
      }
    }
    return false;
  }

  private boolean isTooLarge(List<NodeId> nodes) {
    long fileBytes = 0;
    long messageBytes = 0;
    for (NodeId node : nodes) {
      Disk disk = local.disk(node);
      if (disk != null) {
        fileBytes += disk.entry() instanceof Entry.RegularFile file ? file.sizeBytes() : 0;
        Owner owner = disk.entry().owner();
        messageBytes += 128 + disk.name().length() + owner.user().length() + owner.group().length();
        messageBytes += disk.entry() instanceof Entry.Symlink link ? link.target().length() : 0;
      }
    }
    return nodes.size() > TREE_MAX_NODES
        || fileBytes > TREE_MAX_BYTES
        || messageBytes > TREE_MAX_MESSAGE_BYTES;
  }
}
