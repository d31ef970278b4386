package io.twohop.daemon;

import io.twohop.core.spoke.Effect;
import io.twohop.core.spoke.SpokeMachine;
import io.twohop.model.Obstacle;
import io.twohop.model.Report;
import io.twohop.scan.Trouble;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
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

  private final Console console;
  private final SpokeMachine machine;
  private final byte[] root;
  private final ArrayDeque<String> lines = new ArrayDeque<>();

  /** Why nothing can be written now; empty when it can. */
  private String stuck = "";

  Troublesome(Console console, SpokeMachine machine, byte[] root) {
    this.console = console;
    this.machine = machine;
    this.root = root;
  }

  /** Tells them; true if there were any. */
  boolean tell(List<Trouble> news) {
    for (Trouble trouble : news) {
      String text = text(trouble);
      // WHY: a line of the log is one event's; those after the first say what to do.
      int level = trouble instanceof Trouble.Skipped ? 6 : 4;
      text.lines().forEach(line -> console.log(level, line));
      lines.addLast(text.lines().map(String::strip).collect(Collectors.joining("; ")));
      if (lines.size() > SHOWN) {
        lines.removeFirst();
      }
    }
    return !news.isEmpty();
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
    return lines.size() + (stuck.isEmpty() ? 0 : 1);
  }

  List<String> lines() {
    List<String> all = new ArrayList<>(lines);
    if (!stuck.isEmpty()) {
      all.addFirst(stuck + "; tried again every second, make room");
    }
    return all;
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
