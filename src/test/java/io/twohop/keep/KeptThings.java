package io.twohop.keep;

import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.posix.FileKind;
import io.twohop.posix.Stat;
import io.twohop.sim.linux.SimUser;
import java.util.Arrays;
import java.util.TreeSet;

/** Compares what lies on a simulated disk with what must be there. */
final class KeptThings {
  private final SimUser user;

  KeptThings(SimUser user) {
    this.user = user;
  }

  /** What must hold and does not. */
  static final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String text) {
      super(text);
    }
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Violation(otherwise);
    }
  }

  /**
   * In the keep: whole and private, with all below it that was told and nothing that nobody
   * brought.
   *
   * @return how many bytes it has
   */
  long requireKept(String path, Thing thing) {
    requireSame(path, thing);
    Stat stat = user.stat(path);
    switch (stat.kind()) {
      case REGULAR -> require(stat.mode() == 0600, "not private: " + path);
      case DIRECTORY -> require(stat.mode() == 0700, "not private: " + path);
      default -> {}
    }
    long bytes = thing.content.length;
    TreeSet<Name> strange = new TreeSet<>();
    if (stat.kind() == FileKind.DIRECTORY) {
      strange.addAll(user.list(path));
    }
    for (Name name : thing.below.keySet()) {
      Thing below = thing.below.get(name);
      String at = path + "/" + name.forPeople();
      boolean there = strange.remove(name);
      require(there || !below.told, "lost: " + at);
      bytes += there ? requireKept(at, below) : 0;
    }
    require(strange.isEmpty(), "nobody brought " + strange + " to " + path);
    return bytes;
  }

  /** Out of the keep: all of it, with the modes that it had. */
  void requireRestored(String path, Thing thing) {
    requireSame(path, thing);
    int mode = user.stat(path).mode();
    switch (thing.entry) {
      case Entry.RegularFile file -> require(mode == file.mode(), "another mode: " + path);
      case Entry.Directory directory -> require(mode == directory.mode(), "another mode: " + path);
      case Entry.Symlink link -> {}
    }
    thing.below.forEach((name, below) -> requireRestored(path + "/" + name.forPeople(), below));
  }

  private void requireSame(String path, Thing thing) {
    Stat stat = user.stat(path);
    require(stat != null, "nothing at " + path);
    switch (thing.entry) {
      case Entry.RegularFile file -> {
        require(stat.kind() == FileKind.REGULAR, "no file: " + path);
        require(Arrays.equals(user.read(path), thing.content), "another content: " + path);
        require(stat.mtime().nanos() == file.mtime().nanos(), "another time: " + path);
      }
      case Entry.Directory directory ->
          require(stat.kind() == FileKind.DIRECTORY, "no directory: " + path);
      case Entry.Symlink link ->
          require(
              stat.kind() == FileKind.SYMLINK
                  && Arrays.equals(user.readLink(path), link.target().shared()),
              "another link: " + path);
    }
  }
}
