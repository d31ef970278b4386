package io.twohop.core.hub;

import io.twohop.core.hub.Decision.Loss;
import io.twohop.core.merge.TreeRemoval;
import io.twohop.core.message.Verdict;
import io.twohop.core.message.Verdict.Reason;
import io.twohop.model.Cursor;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides one proposal against the heads: compare-and-swap, and the table of meetings where the
 * base is not current. It changes nothing; calling it twice gives the same decision.
 *
 * <p>Places come first. All that a set vacates is vacated before any target is looked at, so that
 * swaps and cycles of directories need no order; an operation that loses takes those along that
 * needed its place. Then come creations and bodies, in order.
 */
final class Decider {
  private final Heads heads;
  private final List<Operation> wishes;
  private final TreeMap<Integer, Reason> lost = new TreeMap<>();

  // of the present round
  private Draft draft;
  private Revivals revivals;
  private List<Operation> creations = new ArrayList<>();
  private List<Operation> moves = new ArrayList<>();
  private List<Operation> removals = new ArrayList<>();
  private List<Operation> fillings = new ArrayList<>();
  private List<Loss> losses = new ArrayList<>();
  private TreeMap<Integer, Verdict> verdicts = new TreeMap<>();

  private Decider(Heads heads, List<Operation> wishes) {
    this.heads = heads;
    this.wishes = wishes;
    this.draft = new Draft(heads);
    this.revivals = new Revivals(heads, draft);
  }

  static Decision decide(Heads heads, List<Operation> wishes) {
    Decider decider = new Decider(heads, wishes);
    int lostBefore;
    do {
      lostBefore = decider.lost.size();
      decider.round();
    } while (decider.lost.size() > lostBefore);
    return decider.decision();
  }

  /**
   * Operations in the order in which rows and disks are changed: what must be there for others
   * first, and what is moved out of a tree before that tree is removed. Between the first and the
   * last of a set two nodes may have one name.
   */
  private Decision decision() {
    List<Operation> all = new ArrayList<>(creations);
    all.addAll(moves);
    all.addAll(removals);
    all.addAll(fillings);
    List<Operation.Create> revived = revivals.neededFor(all);
    all.addAll(0, revived);
    List<Verdict> told = new ArrayList<>(verdicts.values());
    if (!revived.isEmpty()) {
      // A directory that was made again is news to the author too.
      told.replaceAll(v -> v instanceof Verdict.Accepted ? new Verdict.Rewritten() : v);
    }
    return new Decision(all, told, losses);
  }

  /** One attempt with what is known to lose; finding another loser of a place means one more. */
  private void round() {
    draft = new Draft(heads);
    revivals = new Revivals(heads, draft);
    creations = new ArrayList<>();
    moves = new ArrayList<>();
    removals = new ArrayList<>();
    fillings = new ArrayList<>();
    losses = new ArrayList<>();
    verdicts = new TreeMap<>();
    lost.forEach((index, reason) -> verdicts.put(index, new Verdict.Lost(reason)));
    int lostBefore = lost.size();
    // Moves leave before trees go, whatever the order they came in.
    for (int i = 0; i < wishes.size(); i++) {
      if (!verdicts.containsKey(i) && wishes.get(i) instanceof Operation.Move move) {
        leave(i, move);
      }
    }
    for (int i = 0; i < wishes.size(); i++) {
      if (!verdicts.containsKey(i) && !lost.containsKey(i)) {
        vacate(i);
      }
    }
    if (movesIntoCreated()) {
      createFirst();
    }
    for (int i = 0; i < wishes.size() && lost.size() == lostBefore; i++) {
      if (!verdicts.containsKey(i) && wishes.get(i) instanceof Operation.Move move) {
        occupy(i, move);
      }
    }
    if (lost.size() > lostBefore) {
      return;
    }
    for (int i = 0; i < wishes.size(); i++) {
      if (!verdicts.containsKey(i)) {
        fill(i);
      }
    }
  }

  /** Whether something is moved into a directory that the same set makes. */
  private boolean movesIntoCreated() {
    Set<NodeId> created = new TreeSet<>();
    for (Operation wish : wishes) {
      if (wish instanceof Operation.Create create) {
        created.add(create.node());
      }
    }
    return wishes.stream()
        .anyMatch(w -> w instanceof Operation.Move m && created.contains(m.parent()));
  }

  private void createFirst() {
    for (int i = 0; i < wishes.size(); i++) {
      if (!verdicts.containsKey(i) && wishes.get(i) instanceof Operation.Create create) {
        create(i, create);
      }
    }
    // Made before the moves, as the directories that were made again are.
    creations = fillings;
    fillings = new ArrayList<>();
  }

  private void vacate(int i) {
    switch (wishes.get(i)) {
      case Operation.Remove remove -> remove(i, remove);
      case Operation.RemoveTree tree -> removeTree(i, tree);
      case Operation.Move m -> {}
      case Operation.Create c -> {}
      case Operation.Body b -> {}
      case Operation.InstallTree t -> {}
    }
  }

  private void fill(int i) {
    switch (wishes.get(i)) {
      case Operation.Create create -> create(i, create);
      case Operation.Body body -> body(i, body);
      case Operation.InstallTree tree -> installTree(i, tree);
      case Operation.Move m -> throw new IllegalStateException("undecided " + m);
      case Operation.Remove r -> throw new IllegalStateException("undecided " + r);
      case Operation.RemoveTree r -> throw new IllegalStateException("undecided " + r);
    }
  }

  // ---- removals

  private void remove(int i, Operation.Remove wish) {
    NodeState live = draft.node(draft.resolve(wish.node()));
    if (live == null) {
      verdicts.put(i, new Verdict.Known(removedSeq(wish.node())));
    } else if (live.placeSeq() != wish.basePlace() || live.bodySeq() != wish.baseBody()) {
      lost.put(i, Reason.EDITED);
    } else {
      draft.remove(live.node());
      removals.add(new Operation.Remove(live.node(), live.placeSeq(), live.bodySeq()));
      verdicts.put(i, new Verdict.Accepted());
    }
  }

  private void removeTree(int i, Operation.RemoveTree wish) {
    NodeState live = draft.node(draft.resolve(wish.node()));
    if (live == null) {
      verdicts.put(i, new Verdict.Known(removedSeq(wish.node())));
      return;
    }
    List<NodeId> doomed = new ArrayList<>();
    if (live.placeSeq() == wish.basePlace()) {
      TreeRemoval.sweep(draft, live.node(), wish.asOf(), state -> doomed.add(state.node()));
    }
    if (doomed.isEmpty()) {
      lost.put(i, Reason.EDITED);
      return;
    }
    doomed.forEach(draft::remove);
    removals.add(new Operation.RemoveTree(live.node(), live.placeSeq(), wish.asOf()));
    verdicts.put(i, new Verdict.Rewritten());
  }

  /** The change that removed it; the node's own, for its author waits for that. */
  private long removedSeq(NodeId node) {
    Heads.Removed own = heads.removed(node);
    Heads.Removed removed = own != null ? own : heads.removed(draft.resolve(node));
    return removed == null ? 0 : removed.seq();
  }

  /**
   * What is wished is so already, since this change. The author of a wish for a node that became
   * another one is told that again: no change of its own name will come.
   */
  private static Verdict already(NodeId wished, NodeId live, long seq) {
    return wished.equals(live) ? new Verdict.Known(seq) : new Verdict.Alias(wished, live);
  }

  // ---- moves

  private void leave(int i, Operation.Move wish) {
    NodeState live = draft.node(draft.resolve(wish.node()));
    if (live == null) {
      lost.put(i, Reason.REMOVED);
    } else if (live.placeSeq() != wish.basePlace()) {
      boolean same =
          live.parent().equals(draft.resolve(wish.parent())) && live.name().equals(wish.name());
      if (same) {
        verdicts.put(i, already(wish.node(), live.node(), live.placeSeq()));
      } else {
        lost.put(i, Reason.MOVED);
      }
    } else {
      // In the air: at no name, so that whoever takes its place in this set finds that free.
      draft.lift(live.node());
    }
  }

  private void occupy(int i, Operation.Move wish) {
    NodeState live = heads.node(draft.resolve(wish.node()));
    NodeId parent = revivals.parentFor(draft.resolve(wish.parent()));
    if (live == null || parent == null) {
      lost.put(i, Reason.REMOVED);
    } else if (draft.at(parent, wish.name()) != null) {
      lost.put(i, Reason.NAME_TAKEN);
    } else {
      draft.put(live.movedTo(parent, wish.name(), live.placeSeq()));
      if (live.entry().isDirectory() && draft.isWithin(parent, live.node())) {
        lost.put(i, Reason.CYCLE);
      }
      moves.add(new Operation.Move(live.node(), live.placeSeq(), parent, wish.name()));
      boolean asProposed = parent.equals(wish.parent()) && live.node().equals(wish.node());
      verdicts.put(i, asProposed ? new Verdict.Accepted() : new Verdict.Rewritten());
    }
  }

  // ---- creations

  private void create(int i, Operation.Create wish) {
    if (draft.node(draft.resolve(wish.node())) != null || heads.removed(wish.node()) != null) {
      // An id is made once, so the member forgot what this one became. What it holds is kept.
      losses.add(new Loss(i, wish.node(), wish.parent(), wish.name(), wish.entry(), 0));
      verdicts.put(i, new Verdict.Lost(Reason.NAME_TAKEN));
      return;
    }
    place(i, wish, wish.parent(), 0);
  }

  /** Puts a node without a place at a name, or settles with whoever is there. */
  private void place(int i, Operation.Create wish, NodeId proposedParent, long baseSeq) {
    NodeId parent = revivals.parentFor(draft.resolve(proposedParent));
    NodeState there = parent == null ? null : draft.at(parent, wish.name());
    if (parent == null) {
      losses.add(new Loss(i, wish.node(), proposedParent, wish.name(), wish.entry(), baseSeq));
      verdicts.put(i, new Verdict.Lost(Reason.NAME_TAKEN));
    } else if (there == null) {
      draft.put(new NodeState(wish.node(), parent, wish.name(), 0, wish.entry(), 0));
      fillings.add(new Operation.Create(wish.node(), parent, wish.name(), wish.entry()));
      boolean asProposed = parent.equals(wish.parent()) && baseSeq == 0;
      verdicts.put(i, asProposed ? new Verdict.Accepted() : new Verdict.Rewritten());
    } else if (there.entry().sameContent(wish.entry())) {
      draft.alias(wish.node(), there.node());
      verdicts.put(i, new Verdict.Alias(wish.node(), there.node()));
    } else {
      losses.add(new Loss(i, wish.node(), parent, wish.name(), wish.entry(), baseSeq));
      verdicts.put(i, new Verdict.Lost(Reason.NAME_TAKEN));
    }
  }

  // ---- bodies

  private void body(int i, Operation.Body wish) {
    NodeId node = draft.resolve(wish.node());
    NodeState live = draft.node(node);
    if (live == null) {
      Heads.Removed removed = heads.removed(node);
      if (wish.entry() instanceof Entry.RegularFile && !wish.changed().content()) {
        // Its content is nobody's edit, and its member may have another by now.
        verdicts.put(i, new Verdict.Lost(Reason.REMOVED));
      } else if (removed == null) {
        // Never in the tree, so it has no name here; what it holds is kept all the same.
        Name unnamed = Name.of("unnamed-" + node);
        losses.add(new Loss(i, node, NodeId.ROOT, unnamed, wish.entry(), wish.baseBody()));
        verdicts.put(i, new Verdict.Lost(Reason.REMOVED));
      } else {
        NodeState last = removed.last();
        place(
            i,
            new Operation.Create(node, last.parent(), last.name(), wish.entry()),
            last.parent(),
            last.bodySeq());
      }
    } else if (live.bodySeq() == wish.baseBody() && live.node().equals(wish.node())) {
      Entry entry = wish.changed().apply(live.entry(), wish.entry());
      draft.put(live.withBody(entry, live.bodySeq()));
      fillings.add(new Operation.Body(node, live.bodySeq(), wish.changed(), entry));
      // What the author has not changed may be otherwise on its disk; it has to be told then.
      boolean asProposed = entry.means(wish.entry());
      verdicts.put(i, asProposed ? new Verdict.Accepted() : new Verdict.Rewritten());
    } else {
      meet(i, wish, live);
    }
  }

  /** A body whose base is not current: content against content, or each side's facets together. */
  private void meet(int i, Operation.Body wish, NodeState live) {
    List<Heads.Body> since = heads.bodies(live.node(), wish.baseBody());
    for (Heads.Body version : since.reversed()) {
      if (version.entry().means(wish.entry())) {
        verdicts.put(i, already(wish.node(), live.node(), version.seq()));
        return;
      }
    }
    boolean baseKnown = !since.isEmpty() && since.getFirst().seq() == wish.baseBody();
    Facets theirs = baseKnown ? Facets.between(since.getFirst().entry(), live.entry()) : Facets.ALL;
    boolean sameContent = wish.entry().sameContent(live.entry());
    if (wish.changed().content() && theirs.content() && !sameContent) {
      losses.add(
          new Loss(i, live.node(), live.parent(), live.name(), wish.entry(), wish.baseBody()));
      verdicts.put(i, new Verdict.Lost(Reason.CONTENT));
      return;
    }
    Facets timesFollow =
        new Facets(
            theirs.content(), theirs.mode(), theirs.owner(), theirs.content() || theirs.mtime());
    Facets ours = wish.changed().without(timesFollow);
    Entry merged = ours.apply(live.entry(), wish.entry());
    if (ours.isNone() || merged.means(live.entry())) {
      verdicts.put(i, new Verdict.Lost(Reason.METADATA));
      return;
    }
    draft.put(live.withBody(merged, live.bodySeq()));
    fillings.add(new Operation.Body(live.node(), live.bodySeq(), ours, merged));
    verdicts.put(i, new Verdict.Rewritten());
  }

  // ---- whole trees

  private void installTree(int i, Operation.InstallTree wish) {
    Operation.Create top = wish.nodes().getFirst();
    NodeId parent = revivals.parentFor(draft.resolve(top.parent()));
    NodeState there = parent == null ? null : draft.at(parent, top.name());
    if (parent == null || (there != null && !there.entry().isDirectory())) {
      for (Operation.Create c : wish.nodes()) {
        losses.add(new Loss(i, c.node(), c.parent(), c.name(), c.entry(), 0));
      }
      verdicts.put(i, new Verdict.Lost(Reason.NAME_TAKEN));
      return;
    }
    TreeMap<NodeId, NodeId> mapped = new TreeMap<>();
    mapped.put(top.parent(), parent);
    List<Operation.Create> nodes = new ArrayList<>();
    Set<NodeId> refused = new TreeSet<>();
    // Directories that were put into their place later: nothing in them is replaced unseen.
    Set<NodeId> later = new TreeSet<>();
    for (Operation.Create c : wish.nodes()) {
      NodeId into = mapped.get(c.parent());
      NodeState occupant = into == null ? null : draft.at(into, c.name());
      NodeState elsewhere = occupant == null ? draft.node(draft.resolve(c.node())) : null;
      if (into == null
          || refused.contains(c.parent())
          || elsewhere != null
          || !mayTake(occupant, c.entry(), later.contains(into) ? Cursor.NOTHING : wish.asOf())) {
        refused.add(c.node());
        losses.add(new Loss(i, c.node(), into == null ? c.parent() : into, c.name(), c.entry(), 0));
        continue;
      }
      NodeId node =
          occupant != null && sameKind(occupant.entry(), c.entry())
              ? occupant.node()
              : draft.resolve(c.node());
      mapped.put(c.node(), node);
      if (occupant != null && (later.contains(into) || !wish.asOf().has(occupant.placeSeq()))) {
        later.add(node);
      }
      nodes.add(new Operation.Create(node, into, c.name(), keptOr(occupant, c.entry(), wish)));
    }
    if (nodes.isEmpty()) {
      // The top is elsewhere by now, or its name is somebody else's: all of it is kept.
      verdicts.put(i, new Verdict.Lost(Reason.NAME_TAKEN));
      return;
    }
    fillings.add(new Operation.InstallTree(wish.asOf(), nodes));
    verdicts.put(i, new Verdict.Rewritten());
  }

  /**
   * Whether a listed node may have its name: nobody is there, or somebody whom it replaces or is
   * united with.
   */
  private boolean mayTake(@Nullable NodeState occupant, Entry entry, Cursor asOf) {
    if (occupant == null || occupant.entry().sameContent(entry)) {
      return true;
    }
    if (!sameKind(occupant.entry(), entry) && occupant.entry().isDirectory()) {
      // It goes only if nothing newer is below it.
      List<NodeId> doomed = new ArrayList<>();
      TreeRemoval.sweep(draft, occupant.node(), asOf, s -> doomed.add(s.node()));
      return doomed.contains(occupant.node());
    }
    return asOf.has(occupant.placeSeq()) && asOf.has(occupant.bodySeq());
  }

  private static boolean sameKind(Entry a, Entry b) {
    return a.isDirectory() == b.isDirectory();
  }

  /** What is newer than the wish stays as it is. */
  private static Entry keptOr(
      @Nullable NodeState occupant, Entry entry, Operation.InstallTree wish) {
    boolean newer = occupant != null && !wish.asOf().has(occupant.bodySeq());
    return newer && occupant != null ? occupant.entry() : entry;
  }
}
