package io.twohop.daemon;

import io.twohop.apply.Applier;
import io.twohop.apply.Raced;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.index.Unflushed;
import io.twohop.model.Finding;
import io.twohop.model.Timestamp;
import io.twohop.posix.ErrnoException;
import io.twohop.scan.PowerCut;
import io.twohop.scan.Residue;
import io.twohop.scan.Scanner;
import java.util.ArrayList;
import java.util.List;

/**
 * Gets over a machine that stopped: what that left of files is never proposed. A file that the
 * journal knows is copied aside and brought back, any other is moved aside; both lie in the stage
 * until a person deletes them. The site thread calls it.
 */
final class CrashRecovery {
  private final Site site;
  private final Scanner scanner;
  private final Applier applier;
  private final SpokeMachine machine;
  private final Console console;
  private boolean underWay;
  private boolean owed;

  CrashRecovery(
      Site site, Scanner scanner, Applier applier, SpokeMachine machine, Console console) {
    this.site = site;
    this.scanner = scanner;
    this.applier = applier;
    this.machine = machine;
    this.console = console;
    Unflushed unflushed = site.index().unflushed();
    if (unflushed != null) {
      underWay = true;
      machine.afterPowerCut();
      Timestamp since = new Timestamp(unflushed.sinceSeconds(), 0);
      scanner.afterPowerCut(new PowerCut(since, new Timestamp(unflushed.untilSeconds(), 0)));
      console.log(5, "the machine stopped while this member ran: what it left is examined");
    }
  }

  List<Raced> examineLeftovers(long nowNanos) {
    return underWay
        ? applier.examineLeftoversOfPowerCut(nowNanos)
        : applier.examineLeftovers(nowNanos);
  }

  /** Puts residue aside; returns what of it the journal brings back. */
  List<Finding> setAside(List<Residue> residues) {
    List<Finding> known = new ArrayList<>();
    for (Residue residue : residues) {
      Finding.Present found = residue.found();
      String path = Paths.text(machine, found.parent(), found.name());
      boolean comesBack = found.node() != null && machine.mayPutBack(found.node());
      try {
        String aside =
            comesBack
                ? applier.copyAside(found.parent(), found.name(), found.seen())
                : applier.setAside(found.parent(), found.name(), found.seen());
        if (aside == null) {
          // RACE: somebody has changed it, or moved a directory above it, since it was found.
          scanner.readAgain(found.parent(), found.name());
          continue;
        }
        console.log(4, path + " was cut short when the machine stopped; it is now " + aside);
        if (comesBack) {
          known.add(found);
        }
      } catch (ErrnoException refused) {
        // Nothing takes its place before there is a copy; the next scan finds it again.
        owed = true;
        console.log(4, path + " was cut short when the machine stopped: " + refused.getMessage());
      }
    }
    return known;
  }

  /** Whether something could not be put aside, so that another scan is needed. */
  boolean owes() {
    return owed;
  }

  /** Another scan of everything begins. */
  void scanBegins() {
    owed = false;
  }

  /** From now on nothing is left of it, if so. */
  void endIf(boolean atRest) {
    if (underWay && atRest && !owed) {
      underWay = false;
      site.index().endRecovery();
    }
  }
}
