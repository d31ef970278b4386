package io.twohop.daemon;

import io.twohop.core.brake.Batch;
import io.twohop.core.brake.Brake;
import io.twohop.core.brake.Cause;
import io.twohop.core.brake.HeldPlan;
import io.twohop.core.spoke.Index;
import io.twohop.core.spoke.Input;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Finding;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands between what the scan found and the machine: removals that ask for a person's word do not
 * reach the machine, which goes on believing that these nodes are on the disk. So nothing of them
 * is proposed, and a later scan finds the same again, in this process or the next.
 *
 * <p>Belongs to the site thread.
 */
final class Brakes {
  /** LIMIT: losses of the root's children count as one event while they follow each other so. */
  private static final long ONE_EVENT_NANOS = 10_000_000_000L;

  private final SpokeMachine machine;
  private final Index index;
  private final HeldOnDisk disk;
  private final Console console;
  private final Approvals approvals;
  private final Consumer<Input> feed;
  private final HeldChanges changes;
  private final IncomingBrake incoming;
  private final Runnable openAgain;

  /** What is held, in the order in which it was found. */
  private final Map<NodeId, Finding.Missing> held = new LinkedHashMap<>();

  private Cause cause = Cause.MANY_MISSING;
  private List<String> told = List.of();
  private long eventEndNanos = Long.MIN_VALUE;

  // of the event that is under way
  private long passedFiles;
  private int rootBefore;
  private final Map<NodeId, Finding.Missing> passedAtRoot = new LinkedHashMap<>();

  /** {@code openAgain} ends the session, so that the hub tells anew what this member lacks. */
  Brakes(
      SpokeMachine machine,
      Index index,
      HeldOnDisk disk,
      Console console,
      Approvals approvals,
      HeldChanges changes,
      IncomingBrake incoming,
      Runnable openAgain,
      Consumer<Input> feed) {
    this.machine = machine;
    this.index = index;
    this.disk = disk;
    this.console = console;
    this.approvals = approvals;
    this.changes = changes;
    this.incoming = incoming;
    this.openAgain = openAgain;
    this.feed = feed;
  }

  /** What of these findings may reach the machine now. */
  List<Finding> pass(List<Finding> findings, long nowNanos) {
    List<Finding> passing = new ArrayList<>(findings.size());
    List<Finding.Missing> missing = new ArrayList<>();
    for (Finding finding : findings) {
      switch (finding) {
        case Finding.Present present -> {
          if (present.node() != null) {
            held.remove(present.node());
          }
          if (changes.lets(present)) {
            passing.add(present);
          }
        }
        case Finding.Arrived arrived -> passing.add(arrived);
        case Finding.Arriving arriving -> passing.add(arriving);
        case Finding.Missing m -> {
          if (isElsewhere(m, findings)) {
            passing.add(m);
          } else if (!held.containsKey(m.node())) {
            missing.add(m);
          }
        }
      }
    }
    if (!missing.isEmpty()) {
      passing.addAll(judge(missing, nowNanos));
    }
    return passing;
  }

  /** A node that was found at another name is missing from its old one only. */
  private boolean isElsewhere(Finding.Missing missing, List<Finding> findings) {
    SpokeMachine.Seen seen = machine.seen(missing.node());
    boolean moved =
        seen != null
            && !(seen.parent().equals(missing.parent()) && seen.name().equals(missing.name()));
    return moved
        || findings.stream()
            .anyMatch(f -> f instanceof Finding.Present p && missing.node().equals(p.node()));
  }

  /** After each step of the scan, when what it found has been passed on. */
  void stepped(boolean scanCompleted) {
    changes.stepped(scanCompleted);
  }

  private List<Finding.Missing> judge(List<Finding.Missing> missing, long nowNanos) {
    beginEvent(nowNanos);
    List<NodeId> atRoot = childrenOfRoot();
    rootBefore = Math.max(rootBefore, atRoot.size());
    atRoot.removeAll(held.keySet());
    missing.forEach(m -> atRoot.remove(m.node()));
    boolean rootLoses = missing.stream().anyMatch(m -> m.parent().equals(NodeId.ROOT));
    List<Finding.Missing> inferred = missing.stream().filter(m -> !m.witnessed()).toList();
    long files = inferred.isEmpty() ? 0 : filesIn(inferred) + passedFiles;
    Cause why =
        Brake.judge(Batch.missing(files, index.fileCount(), rootLoses, rootBefore, atRoot.size()));
    if (why == null && (held.isEmpty() || inferred.isEmpty())) {
      passedFiles = files;
      missing.stream()
          .filter(m -> m.parent().equals(NodeId.ROOT))
          .forEach(m -> passedAtRoot.put(m.node(), m));
      return missing;
    }
    cause = why == null ? cause : why;
    List<Finding.Missing> passing = new ArrayList<>();
    for (Finding.Missing m : missing) {
      boolean emptied = why == Cause.ROOT_EMPTIED && m.parent().equals(NodeId.ROOT);
      if (m.witnessed() && !emptied) {
        passing.add(m);
      } else {
        held.put(m.node(), m);
      }
    }
    if (why == Cause.ROOT_EMPTIED) {
      withhold();
    }
    if (approvals.contains(plan().digest())) {
      passing.addAll(held.values());
      held.clear();
    }
    return passing;
  }

  private void beginEvent(long nowNanos) {
    if (nowNanos > eventEndNanos) {
      passedFiles = 0;
      rootBefore = 0;
      passedAtRoot.clear();
    }
    eventEndNanos = nowNanos + ONE_EVENT_NANOS;
  }

  /** What went before of the same event, if it has not been proposed yet. */
  private void withhold() {
    if (passedAtRoot.isEmpty()) {
      return;
    }
    feed.accept(new Input.Withheld(List.copyOf(passedAtRoot.keySet())));
    for (Finding.Missing m : passedAtRoot.values()) {
      if (m.node().equals(machine.at(m.parent(), m.name()))) {
        held.put(m.node(), m);
      }
    }
    passedAtRoot.clear();
  }

  private List<NodeId> childrenOfRoot() {
    List<NodeId> children = new ArrayList<>(machine.children(NodeId.ROOT));
    children.remove(NodeId.ROOT);
    return children;
  }

  private long filesIn(Iterable<Finding.Missing> removals) {
    long files = 0;
    for (Finding.Missing removal : removals) {
      NodeState state = index.node(removal.node());
      if (state != null) {
        files += filesIn(state);
      }
    }
    return files;
  }

  private long filesIn(NodeState node) {
    if (!node.entry().isDirectory()) {
      return 1;
    }
    long files = 0;
    for (NodeState child : index.children(node.node())) {
      SpokeMachine.Seen seen = machine.seen(child.node());
      // What was found elsewhere is not missing.
      if (seen != null && seen.parent().equals(node.node())) {
        files += filesIn(child);
      }
    }
    return files;
  }

  /**
   * An incoming change met something that is not there, at this name: if it is held, the change
   * wins, and what is held of it is brought back as the hub has it.
   *
   * @return false if nothing is held there
   */
  boolean yields(NodeId parent, Name name) {
    changes.yields(parent, name);
    if (held.isEmpty()) {
      return false;
    }
    NodeId at = machine.at(parent, name);
    NodeId node = at == null ? parent : at;
    while (!node.equals(NodeId.ROOT)) {
      Finding.Missing removal = held.remove(node);
      if (removal != null) {
        feed.accept(new Input.PutBack(List.of(removal)));
        return true;
      }
      SpokeMachine.Seen seen = machine.seen(node);
      if (seen == null) {
        return false;
      }
      node = seen.parent();
    }
    return false;
  }

  // ---- for people

  /** How many plans wait for a word. */
  int plans() {
    return (held.isEmpty() ? 0 : 1)
        + (changes.isHeld() ? 1 : 0)
        + (incoming.plan() == null ? 0 : 1);
  }

  /** Says in the log what is held, once for each plan; true if that changed. */
  boolean tell() {
    List<String> now = new ArrayList<>();
    if (!held.isEmpty()) {
      tell(now, plan(), () -> text());
    }
    if (changes.isHeld()) {
      tell(now, changes.plan(), () -> changedText());
    }
    HeldPlan lacking = incoming.plan();
    if (lacking != null) {
      tell(now, lacking, () -> incomingText());
    }
    boolean news = !now.equals(told);
    told = now;
    return news;
  }

  private void tell(List<String> now, HeldPlan plan, Supplier<String> text) {
    String digest = plan.digest();
    now.add(digest);
    if (!told.contains(digest)) {
      console.log(
          4,
          "held: %s; see it with 'twohop status', then 'twohop approve %s' or 'twohop reject %s'"
              .formatted(text.get(), digest, digest));
    }
  }

  /** What is held now: a digest, a space, a text; empty if nothing is. */
  List<String> lines() {
    recheck();
    List<String> lines = new ArrayList<>();
    if (!held.isEmpty()) {
      lines.add(plan().digest() + " " + text());
    }
    if (changes.isHeld()) {
      lines.add(changes.plan().digest() + " " + changedText());
    }
    HeldPlan lacking = incoming.plan();
    if (lacking != null) {
      lines.add(lacking.digest() + " " + incomingText());
    }
    return lines;
  }

  private HeldPlan plan() {
    return new HeldPlan(cause, List.copyOf(held.keySet()));
  }

  private String text() {
    List<HeldText.At> places =
        held.values().stream().map(m -> new HeldText.At(m.parent(), m.name())).toList();
    return HeldText.of(cause, filesIn(held.values()), places, machine);
  }

  private String changedText() {
    List<HeldText.At> places = changes.places();
    return HeldText.of(Cause.ALL_CHANGED, places.size(), places, machine);
  }

  private String incomingText() {
    return HeldText.of(Cause.HUB_REMOVES, incoming.files(), incoming.places(), machine);
  }

  /** What came back is not held any more. */
  private void recheck() {
    held.values().removeIf(disk::isBack);
  }

  private boolean isRemoval(String digest) {
    return !held.isEmpty() && plan().digest().equals(digest);
  }

  private boolean isChange(String digest) {
    return changes.isHeld() && changes.plan().digest().equals(digest);
  }

  private boolean isIncoming(String digest) {
    HeldPlan lacking = incoming.plan();
    return lacking != null && lacking.digest().equals(digest);
  }

  /**
   * Lets exactly this plan pass.
   *
   * @return what it was; null if no such plan is held
   */
  @Nullable String approve(String digest) {
    recheck();
    String text;
    if (isRemoval(digest)) {
      text = "approved: " + text();
      approvals.add(digest);
      List<Finding> passing = List.copyOf(held.values());
      held.clear();
      feed.accept(new Input.Looked(passing));
    } else if (isChange(digest)) {
      // WHY: not remembered: the same files may all change again, for another reason.
      text = "approved: " + changedText();
      changes.approve();
    } else if (isIncoming(digest)) {
      text = "approved: " + incomingText();
      incoming.approve();
      openAgain.run();
    } else {
      return null;
    }
    console.log(5, text);
    return text;
  }

  /**
   * Brings back what this plan removed or changed, as the hub has it. What the hub lacks stays, and
   * the hub is listened to again.
   *
   * @return what it was; null if no such plan is held
   */
  @Nullable String reject(String digest) {
    recheck();
    String text;
    if (isRemoval(digest)) {
      text = "rejected: " + text();
      approvals.remove(digest);
      List<Finding> back = List.copyOf(held.values());
      held.clear();
      feed.accept(new Input.PutBack(back));
    } else if (isChange(digest)) {
      text = "rejected: " + changedText();
      changes.reject();
    } else if (isIncoming(digest)) {
      // WHY: to keep is what is being done already; only somebody at the hub can bring it back.
      text =
          "rejected: %s. All of it stays here, and nothing is taken from the hub or told to it until"
                  .formatted(incomingText())
              + " the hub has it again. Bring it back there, then reject this once more, or approve";
      openAgain.run();
    } else {
      return null;
    }
    console.log(5, text);
    return text;
  }
}
