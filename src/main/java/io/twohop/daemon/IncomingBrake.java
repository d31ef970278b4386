package io.twohop.daemon;

import io.twohop.core.brake.Batch;
import io.twohop.core.brake.Brake;
import io.twohop.core.brake.Cause;
import io.twohop.core.brake.HeldPlan;
import io.twohop.core.message.Message;
import io.twohop.core.message.TermEnd;
import io.twohop.core.spoke.Index;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the hub and the machine while a hub that started again, that lost changes or that
 * is another one tells what it has: if that takes away more than a scan might without a word, the
 * rest of what this session brings is dropped unread. Nothing is lost by that: the hub sends it
 * again when somebody has said yes, since this member never said that it has it.
 *
 * <p>What the hub tells later, of changes made while all are connected, passes: members brake what
 * they find themselves.
 *
 * <p>Belongs to the site thread.
 */
final class IncomingBrake {
  /** LIMIT: nodes by which a plan is named; what else goes along is only counted. */
  private static final int NAMED_NODES = 20_000;

  private static final String APPROVED = "term-";

  private final Index index;
  private final SpokeMachine machine;
  private final Approvals approvals;
  private final MemberId self;
  private final Map<NodeId, HeldText.At> removed = new LinkedHashMap<>();
  private boolean watching;
  private boolean holding;
  private boolean complete;
  private long files;
  private int atRoot;
  private int rootBefore;
  private String term = "";

  /** What the hub never had is newer than this, and stays. */
  private long hubHadUpTo = Long.MAX_VALUE;

  IncomingBrake(Index index, SpokeMachine machine, Approvals approvals, MemberId self) {
    this.index = index;
    this.machine = machine;
    this.approvals = approvals;
    this.self = self;
  }

  /** A session began or ended. */
  void reset() {
    watching = false;
    holding = false;
    complete = false;
    removed.clear();
    files = 0;
    atRoot = 0;
  }

  /** Whether this needs all before it to have reached the machine. */
  boolean wantsAllBefore(Message message) {
    return watching && message instanceof Message.PresentEnd;
  }

  /** Whether the machine may have this message; otherwise it is dropped. */
  boolean lets(Message message) {
    switch (message) {
      case Message.Welcome w -> begin(w);
      case Message.Change c when watching && !c.author().equals(self) -> count(c.operations());
      case Message.PresentEnd _ when watching -> countAbsent();
      case Message.CaughtUp _ -> {
        complete = holding;
        watching &= holding;
      }
      case Message _ -> {}
    }
    holding |= watching && isTooMuch();
    return !holding;
  }

  private void begin(Message.Welcome said) {
    reset();
    boolean lostTail = said.start() == Message.Start.LOST_TAIL;
    hubHadUpTo = lostTail ? said.commonSeq() : Long.MAX_VALUE;
    long current = said.terms().isEmpty() ? 0 : said.terms().getLast().term();
    term = APPROVED + Long.toHexString(current);
    boolean known = index.terms().stream().mapToLong(TermEnd::term).anyMatch(t -> t == current);
    watching = !(known && said.start() == Message.Start.CHANGES) && !approvals.contains(term);
    rootBefore = 0;
    for (NodeState child : index.children(NodeId.ROOT)) {
      rootBefore += child.node().equals(NodeId.ROOT) ? 0 : 1;
    }
  }

  private void count(List<Operation> operations) {
    for (Operation operation : operations) {
      switch (operation) {
        case Operation.Remove r -> gone(index.node(r.node()));
        case Operation.RemoveTree r -> {
          NodeState top = index.node(r.node());
          if (top == null || !isReplaced(top, operations)) {
            gone(top);
          }
        }
        case Operation.Create _, Operation.Body _, Operation.Move _, Operation.InstallTree _ -> {}
      }
    }
  }

  /** A tree that comes whole keeps what it lists of the one before. */
  private static boolean isReplaced(NodeState top, List<Operation> operations) {
    for (Operation operation : operations) {
      if (operation instanceof Operation.InstallTree tree) {
        Operation.Create fresh = tree.nodes().getFirst();
        if (fresh.parent().equals(top.parent()) && fresh.name().equals(top.name())) {
          return true;
        }
      }
    }
    return false;
  }

  /** What the present state does not name goes, unless the hub never had it. */
  private void countAbsent() {
    for (NodeId absent : index.notPresent(Integer.MAX_VALUE)) {
      NodeState state = index.node(absent);
      if (state != null && state.placeSeq() <= hubHadUpTo) {
        goneAlone(state);
      }
    }
  }

  private void gone(@Nullable NodeState state) {
    if (state == null || removed.containsKey(state.node())) {
      return;
    }
    goneAlone(state);
    if (state.entry().isDirectory()) {
      for (NodeState child : index.children(state.node())) {
        gone(child);
      }
    }
  }

  private void goneAlone(NodeState state) {
    files += state.entry().isDirectory() ? 0 : 1;
    atRoot += state.parent().equals(NodeId.ROOT) ? 1 : 0;
    if (removed.size() < NAMED_NODES) {
      removed.put(state.node(), new HeldText.At(state.parent(), state.name()));
    }
  }

  private boolean isTooMuch() {
    return Brake.judge(
            Batch.missing(files, index.fileCount(), atRoot > 0, rootBefore, rootBefore - atRoot))
        != null;
  }

  // ---- for people

  /** Whether there is a plan that can be shown: all that the hub has to tell has been counted. */
  boolean isHeld() {
    return holding && complete;
  }

  HeldPlan plan() {
    return new HeldPlan(Cause.HUB_REMOVES, List.copyOf(removed.keySet()));
  }

  String text() {
    List<HeldText.At> topmost = new ArrayList<>();
    removed.values().stream().filter(at -> !removed.containsKey(at.parent())).forEach(topmost::add);
    return HeldText.of(Cause.HUB_REMOVES, files, topmost, machine);
  }

  /** What this hub says passes from now on, in this process and the next; after a new session. */
  void approve() {
    approvals.add(term);
    reset();
  }
}
