package io.twohop.daemon;

import io.twohop.core.spoke.Effect;
import io.twohop.core.spoke.Input;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Finding;
import io.twohop.scan.Scanner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Has the scanner look, and gives the machine what it found and no brake holds. Belongs to the site
 * thread.
 */
final class Looks {
  /**
   * LIMIT: what cannot be watched, or could not be put aside, is found by a scan of everything this
   * long after the last.
   */
  private static final long RESCAN_NANOS = 600_000_000_000L;

  private final Site site;
  private final SpokeMachine machine;
  private final Scanner scanner;
  private final CrashRecovery recovery;
  private final Brakes brakes;
  private final Troublesome troubles;
  private final HubLine line;
  private final Consumer<Input> machineInput;
  private final LookBudget budget;

  /** Names that changes want to be looked at. */
  private final LinkedHashSet<Effect.Look> asked = new LinkedHashSet<>();

  private long rescanAtNanos = Long.MAX_VALUE;
  private boolean scanned;

  /**
   * @param line what is in trouble, or held, may have to be told to the hub
   * @param machineInput where findings go
   */
  Looks(
      Site site,
      SpokeMachine machine,
      Scanner scanner,
      CrashRecovery recovery,
      Brakes brakes,
      Troublesome troubles,
      HubLine line,
      Consumer<Input> machineInput) {
    this.site = site;
    this.machine = machine;
    this.scanner = scanner;
    this.recovery = recovery;
    this.brakes = brakes;
    this.troubles = troubles;
    this.line = line;
    this.machineInput = machineInput;
    this.budget = new LookBudget(machine);
  }

  /** A change wants to know what is at a name; it is looked at in the next turn. */
  void ask(Effect.Look look) {
    asked.add(look);
  }

  /** Whether the tree has been looked at as a whole since the start. */
  boolean scanned() {
    return scanned;
  }

  /** When {@link #proceed} has something to do; 0 at once. */
  long nextDueNanos() {
    if (!asked.isEmpty()) {
      return 0;
    }
    return budget.names() > 0 ? Math.min(rescanAtNanos, scanner.nextDueNanos()) : rescanAtNanos;
  }

  /** Looks at as much as a turn may; true if something was found. */
  boolean proceed(long nowNanos) {
    if (rescanAtNanos <= nowNanos) {
      rescanAtNanos = Long.MAX_VALUE;
      recovery.scanBegins();
      scanner.retryWatches();
      scanner.scanAll();
    }
    lookWhereAsked();
    int names = budget.names();
    if (names == 0 || scanner.nextDueNanos() > nowNanos) {
      return false;
    }
    List<Finding> looked = scanner.step(nowNanos, names);
    budget.spend(names);
    List<Finding> residue = recovery.setAside(scanner.takeResidues());
    if (!residue.isEmpty()) {
      machineInput.accept(new Input.PutBack(residue));
    }
    rescanIf(recovery.owes(), nowNanos);
    List<Finding> findings = brakes.pass(looked, nowNanos);
    if (!findings.isEmpty()) {
      budget.found(findings);
      machineInput.accept(new Input.Looked(findings));
    }
    boolean completed = scanner.takeScanCompleted();
    brakes.stepped(completed);
    line.conditionMayDiffer(brakes.tell());
    if (completed) {
      scanned = true;
      rescanIf(site.watch() == null || scanner.unwatched() > 0, nowNanos);
      machineInput.accept(new Input.ScanComplete());
    }
    recovery.endIf(scanned && scanner.idle() && machine.isQuiet());
    line.conditionMayDiffer(troubles.tell());
    return !findings.isEmpty();
  }

  private void rescanIf(boolean needed, long nowNanos) {
    if (needed) {
      rescanAtNanos = Math.min(rescanAtNanos, nowNanos + RESCAN_NANOS);
    }
  }

  /** WHY: not at once with the effect: if a held removal yields, the machine takes a step more. */
  private void lookWhereAsked() {
    for (int taken = 0; taken < LookBudget.ASKED_OF_A_TURN && !asked.isEmpty(); taken++) {
      Effect.Look look = asked.removeFirst();
      if (!brakes.yields(look.parent(), look.name())) {
        scanner.lookAgain(look.parent(), look.name());
        budget.asked();
      }
    }
  }
}
