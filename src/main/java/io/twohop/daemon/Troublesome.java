package io.twohop.daemon;

import io.twohop.core.spoke.Effect;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Obstacle;
import io.twohop.model.Report;
import io.twohop.scan.Scanner;
import io.twohop.scan.Trouble;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What cannot be looked at, written or done: told once in the log, and in the status, of what
 * cannot be looked at the newest.
 */
final class Troublesome {
  /** LIMIT: lines shown in the status; the log has all. */
  private static final int SHOWN = 20;

  /** LIMIT: so many are asked whether their directory is still in the tree; more just count. */
  private static final int ASKED = 100;

  private final Console console;
  private final SpokeMachine machine;
  private final Scanner scanner;
  private final boolean watches;
  private final byte[] root;

  /** How many there were when the hub was told. */
  private int counted;

  /** Why nothing can be written now; empty when it can. */
  private String stuck = "";

  /**
   * @param watches whether the kernel gives a queue of what happens
   */
  Troublesome(
      Console console, SpokeMachine machine, Scanner scanner, boolean watches, byte[] root) {
    this.console = console;
    this.machine = machine;
    this.scanner = scanner;
    this.watches = watches;
    this.root = root;
  }

  /** Tells what is new; true if there are others now than before. */
  boolean tell() {
    List<Trouble> news = scanner.takeTroubles();
    for (Trouble trouble : news) {
      // WHY: a line of the log is one event's; those after the first say what to do.
      int level = trouble instanceof Trouble.Skipped ? 6 : 4;
      text(trouble).lines().forEach(line -> console.log(level, line));
    }
    int before = counted;
    counted = scanner.troubleCount();
    return !news.isEmpty() || counted != before;
  }

  /** What became of a plan: whether anything can be written. True if that is news. */
  boolean applied(Report report) {
    if (report.obstacle() instanceof Obstacle.Suspended s) {
      return stuck("nothing can be written here: " + s.reason());
    }
    return !report.done().isEmpty() && freed();
  }

  /** A change cannot be made here for now. */
  void blocked(Effect.Blocked blocked) {
    int more = blocked.nodes() - 1;
    console.log(
        4,
        "cannot be made here as on the hub: %s%s: %s"
            .formatted(
                Paths.text(machine, blocked.parent(), blocked.name()),
                more > 0 ? " and " + more + " more" : "",
                blocked.why()));
    console.log(4, "other changes go on, and this is tried again: see 'twohop status'");
  }

  /** What cannot be as on the hub: path and reason. */
  List<String> blockedLines() {
    return machine.blocked().stream()
        .map(at -> Paths.text(machine, at.parent(), at.name()) + ": " + at.why())
        .toList();
  }

  private boolean stuck(String why) {
    if (why.equals(stuck)) {
      return false;
    }
    stuck = why;
    console.log(4, why);
    console.log(4, "nothing is lost: changes wait at the hub, and it is tried again every second");
    console.log(
        4, "fix:  make room on the file system of " + directory() + ", or mount it writable");
    return true;
  }

  private boolean freed() {
    if (stuck.isEmpty()) {
      return false;
    }
    stuck = "";
    console.log(5, "files can be written again");
    return true;
  }

  private String directory() {
    return new String(root, StandardCharsets.UTF_8);
  }

  int count() {
    return current().size() + (stuck.isEmpty() ? 0 : 1) + (watches ? 0 : 1);
  }

  /** The newest of what is in trouble now; what is solved is not in it. */
  List<String> lines() {
    List<String> all = new ArrayList<>();
    if (!stuck.isEmpty()) {
      all.add(stuck + "; tried again every second, make room");
    }
    if (!watches) {
      all.add("nothing is watched here: changes are found by a full scan every 10 minutes");
    }
    List<Trouble> now = current();
    now.reversed().stream()
        .limit(SHOWN)
        .map(trouble -> text(trouble).lines().map(String::strip).collect(Collectors.joining("; ")))
        .forEach(all::add);
    if (now.size() > SHOWN) {
      all.add("and " + (now.size() - SHOWN) + " more; the log names them");
    }
    return all;
  }

  private List<Trouble> current() {
    List<Trouble> all = scanner.troubles();
    return all.size() > ASKED ? all : all.stream().filter(this::isInTheTree).toList();
  }

  /** What went with its directory is nobody's trouble any more. */
  private boolean isInTheTree(Trouble trouble) {
    return switch (trouble) {
      case Trouble.Unreadable t -> machine.pathOf(t.parent()) != null;
      case Trouble.Skipped t -> machine.pathOf(t.parent()) != null;
      case Trouble.MountPoint t -> machine.pathOf(t.parent()) != null;
      case Trouble.NameTooLong t -> machine.pathOf(t.parent()) != null;
      case Trouble.Unwatched _, Trouble.RootUnreadable _, Trouble.RootNotInPlace _ -> true;
    };
  }

  private String text(Trouble trouble) {
    return switch (trouble) {
      case Trouble.Unreadable t ->
          "cannot read " + Paths.text(machine, t.parent(), t.name()) + ": " + t.reason();
      case Trouble.Skipped t ->
          Paths.text(machine, t.parent(), t.name()) + " is a " + t.kind() + ", never synced";
      case Trouble.MountPoint t ->
          Paths.text(machine, t.parent(), t.name()) + " is another file system, not entered";
      case Trouble.NameTooLong t ->
          Paths.text(machine, t.parent(), t.name().toString()) + " has a name too long to sync";
      case Trouble.Unwatched t -> t.limit().text(root, 0, "10 minutes");
      case Trouble.RootUnreadable t -> "cannot read the tree's root: " + t.reason();
      case Trouble.RootNotInPlace t ->
          "the tree's root is not where it was: what is missing is not taken for removed";
    };
  }
}
