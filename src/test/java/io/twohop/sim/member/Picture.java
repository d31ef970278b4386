package io.twohop.sim.member;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import io.twohop.posix.FileKind;
import io.twohop.posix.Stat;
import io.twohop.sim.MemoryHeads;
import io.twohop.sim.linux.SimUser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** What can be seen of a tree: a line for each name. */
final class Picture {
  private Picture() {}

  /** Names, kinds, modes and contents below a directory. */
  static List<String> of(SimUser user, String root) {
    List<String> lines = new ArrayList<>();
    each(
        user,
        root,
        (path, stat) -> {
          String mode = Integer.toOctalString(stat.mode() & Entry.MODE_BITS);
          String what =
              switch (stat.kind()) {
                case REGULAR -> mode + " " + ContentHash.ofContent(content(user, path));
                case SYMLINK -> "-> " + Bytes.owning(user.readLink(path));
                default -> stat.kind() + " " + mode;
              };
          lines.add(path.substring(root.length()) + " " + what);
        });
    lines.sort(null);
    return lines;
  }

  /** As {@link #of}, with what changes at each write. */
  static List<String> withTimes(SimUser user, String root) {
    List<String> lines = new ArrayList<>();
    each(
        user,
        root,
        (path, stat) ->
            lines.add(path + " " + stat.inode() + " " + stat.ctime() + " " + stat.mtime()));
    return lines;
  }

  /** What a hub says its members should have. */
  static List<String> of(MemoryHeads heads) {
    List<String> lines = new ArrayList<>();
    collect(heads, NodeId.ROOT, "", lines);
    lines.sort(null);
    return lines;
  }

  private static void collect(
      MemoryHeads heads, NodeId directory, String above, List<String> lines) {
    for (NodeState state : heads.children(directory)) {
      if (state.node().equals(NodeId.ROOT)) {
        continue;
      }
      String path = above + "/" + state.name();
      String what =
          switch (state.entry()) {
            case Entry.RegularFile f -> Integer.toOctalString(f.mode()) + " " + f.content();
            case Entry.Symlink l -> "-> " + l.target();
            case Entry.Directory d -> FileKind.DIRECTORY + " " + Integer.toOctalString(d.mode());
          };
      lines.add(path + " " + what);
      if (state.entry().isDirectory()) {
        collect(heads, state.node(), path, lines);
      }
    }
  }

  static Bytes content(SimUser user, String path) {
    return Bytes.owning(user.read(path));
  }

  /** Everything below a directory, parents first. */
  static void each(SimUser user, String directory, BiConsumer<String, Stat> visitor) {
    for (Name name : user.list(directory)) {
      String path = directory + "/" + name;
      Stat stat = user.stat(path);
      if (stat != null) {
        visitor.accept(path, stat);
        if (stat.kind() == FileKind.DIRECTORY) {
          each(user, path, visitor);
        }
      }
    }
  }

  /** The contents of all files below a directory. */
  static void eachContent(SimUser user, String directory, BiConsumer<String, Bytes> visitor) {
    each(
        user,
        directory,
        (path, stat) -> {
          if (stat.kind() == FileKind.REGULAR) {
            visitor.accept(path, content(user, path));
          }
        });
  }
}
