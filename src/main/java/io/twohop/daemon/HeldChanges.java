package io.twohop.daemon;

import io.twohop.core.brake.Batch;
import io.twohop.core.brake.Brake;
import io.twohop.core.brake.Cause;
import io.twohop.core.brake.HeldPlan;
import io.twohop.core.spoke.Input;
import io.twohop.model.Entry;
import io.twohop.model.Finding;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.scan.Scanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Files that one scan found changed before it found a single one as it was: they wait until it
 * does, or, if it never does, for a person's word. Only their places are remembered; who is let
 * pass is looked at again.
 *
 * <p>Belongs to the site thread.
 */
final class HeldChanges {
  private record Place(NodeId parent, Name name) {}

  private final Scanner scanner;
  private final Consumer<Input> feed;
  private final Map<NodeId, Place> waiting = new LinkedHashMap<>();
  private final Set<NodeId> allowed = new HashSet<>();
  private final Set<NodeId> rejected = new HashSet<>();
  private boolean sawUnchanged;
  private boolean held;

  HeldChanges(Scanner scanner, Consumer<Input> feed) {
    this.scanner = scanner;
    this.feed = feed;
  }

  /** Whether a finding may reach the machine now. */
  boolean lets(Finding.Present present) {
    NodeId node = present.node();
    if (node == null || !(present.entry() instanceof Entry.RegularFile)) {
      return true;
    }
    if (rejected.remove(node)) {
      feed.accept(new Input.PutBack(List.of(present)));
      return false;
    }
    if (!present.changed().content()) {
      sawUnchanged = true;
      return true;
    }
    boolean waits = scanner.isScanOpen() && !sawUnchanged() && !allowed.contains(node);
    if (waits) {
      waiting.put(node, new Place(present.parent(), present.name()));
    } else {
      allowed.remove(node);
      waiting.remove(node);
    }
    return !waits;
  }

  private boolean sawUnchanged() {
    return sawUnchanged || scanner.sawUnchangedFile();
  }

  /** After each step of the scan: who waits in vain is let go. */
  void stepped(boolean scanCompleted) {
    if (!waiting.isEmpty() && !held && sawUnchanged()) {
      letAllPass();
    }
    if (scanCompleted) {
      int changed = waiting.size();
      held = changed > 0 && Brake.judge(Batch.changed(changed, changed)) != null;
      if (!held) {
        letAllPass();
      }
      sawUnchanged = false;
    }
  }

  private void letAllPass() {
    allowed.addAll(waiting.keySet());
    waiting.values().forEach(place -> scanner.lookAgain(place.parent(), place.name()));
    waiting.clear();
    held = false;
  }

  /** An incoming change is about the file at this name: the table of meetings decides. */
  void yields(NodeId parent, Name name) {
    Place place = new Place(parent, name);
    for (Map.Entry<NodeId, Place> e : waiting.entrySet()) {
      if (e.getValue().equals(place)) {
        allowed.add(e.getKey());
        waiting.remove(e.getKey());
        return;
      }
    }
  }

  boolean isHeld() {
    return held && !waiting.isEmpty();
  }

  HeldPlan plan() {
    return new HeldPlan(Cause.ALL_CHANGED, List.copyOf(waiting.keySet()));
  }

  /** Where they are, for people. */
  List<HeldText.At> places() {
    List<HeldText.At> places = new ArrayList<>();
    waiting.values().forEach(place -> places.add(new HeldText.At(place.parent(), place.name())));
    return places;
  }

  void approve() {
    letAllPass();
  }

  void reject() {
    rejected.addAll(waiting.keySet());
    letAllPass();
    allowed.removeAll(rejected);
  }
}
