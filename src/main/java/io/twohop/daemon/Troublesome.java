package io.twohop.daemon;

import io.twohop.core.spoke.SpokeMachine;
import io.twohop.scan.Trouble;
import java.util.ArrayDeque;
import java.util.List;

/** What cannot be looked at: told once in the log, and the newest of it in the status. */
final class Troublesome {
  /** LIMIT: lines shown in the status; the log has all. */
  private static final int SHOWN = 20;

  private final Console console;
  private final SpokeMachine machine;
  private final byte[] root;
  private final ArrayDeque<String> lines = new ArrayDeque<>();

  Troublesome(Console console, SpokeMachine machine, byte[] root) {
    this.console = console;
    this.machine = machine;
    this.root = root;
  }

  /** Tells them; true if there were any. */
  boolean tell(List<Trouble> news) {
    for (Trouble trouble : news) {
      String text = text(trouble);
      console.log(trouble instanceof Trouble.Skipped ? 6 : 4, text);
      lines.addLast(text);
      if (lines.size() > SHOWN) {
        lines.removeFirst();
      }
    }
    return !news.isEmpty();
  }

  int count() {
    return lines.size();
  }

  List<String> lines() {
    return List.copyOf(lines);
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
      case Trouble.Unwatched t ->
          t.limit().text(root, 0, "10 minutes").lines().findFirst().orElse("cannot watch");
      case Trouble.RootUnreadable t -> "cannot read the tree's root: " + t.reason();
      case Trouble.RootNotInPlace t ->
          "the tree's root is not where it was: what is missing is not taken for removed";
    };
  }
}
