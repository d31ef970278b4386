package io.twohop.core.hub;

import io.twohop.core.hub.JournalRecord.Accepted;
import io.twohop.core.hub.JournalRecord.Answered;
import io.twohop.core.hub.JournalRecord.Term;
import io.twohop.core.merge.TreeInstall;
import io.twohop.core.merge.TreeRemoval;
import io.twohop.core.message.Verdict;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns one record of the journal into rows of the heads. It never refuses: a record that does not
 * fit means a damaged journal, and throws {@link IllegalStateException} with the record before
 * anything was written.
 */
public final class Replay {
  private final Heads heads;

  public Replay(Heads heads) {
    this.heads = heads;
  }

  public void replay(JournalRecord record) {
    switch (record) {
      case Term t -> heads.beginTerm(t.term());
      case Answered a -> {
        remember(a.verdicts());
        heads.putAnswer(a.author(), a.number(), new Heads.Answered(a.digest(), 0, a.verdicts()));
      }
      case Accepted a -> {
        if (a.seq() != heads.lastSeq() + 1) {
          throw new IllegalStateException("after seq " + heads.lastSeq() + " comes " + a);
        }
        for (Operation operation : a.operations()) {
          carryOut(operation, a.seq());
        }
        remember(a.verdicts());
        heads.putAnswer(
            a.author(), a.number(), new Heads.Answered(a.digest(), a.seq(), a.verdicts()));
        heads.advance(a.seq());
      }
    }
  }

  private void remember(List<Verdict> verdicts) {
    for (Verdict verdict : verdicts) {
      if (verdict instanceof Verdict.Alias alias) {
        heads.alias(alias.loser(), alias.winner());
      }
    }
  }

  private void carryOut(Operation operation, long seq) {
    switch (operation) {
      case Operation.Create c ->
          heads.put(new NodeState(c.node(), c.parent(), c.name(), seq, c.entry(), seq));
      case Operation.Body b -> heads.put(live(b).withBody(b.entry(), seq));
      case Operation.Move m -> heads.put(live(m).movedTo(m.parent(), m.name(), seq));
      case Operation.Remove r -> heads.remove(live(r).node(), seq);
      case Operation.RemoveTree r -> {
        List<NodeId> doomed = new ArrayList<>();
        TreeRemoval.sweep(heads, r.node(), r.asOf(), state -> doomed.add(state.node()));
        doomed.forEach(node -> heads.remove(node, seq));
      }
      case Operation.InstallTree i -> install(i, seq);
    }
  }

  private void install(Operation.InstallTree tree, long seq) {
    Set<NodeId> listed = new TreeSet<>();
    tree.nodes().forEach(create -> listed.add(create.node()));
    List<NodeId> doomed = new ArrayList<>();
    TreeRemoval.sweepUnlisted(
        heads, tree.node(), tree.asOf(), listed, state -> doomed.add(state.node()));
    doomed.forEach(node -> heads.remove(node, seq));
    for (Operation.Create c : tree.nodes()) {
      NodeState before = heads.node(c.node());
      NodeState made = TreeInstall.of(before, c, seq);
      if (!made.equals(before)) {
        heads.put(made);
      }
    }
  }

  private NodeState live(Operation operation) {
    NodeState state = heads.node(operation.node());
    if (state == null) {
      throw new IllegalStateException("no such node: " + operation);
    }
    return state;
  }
}
