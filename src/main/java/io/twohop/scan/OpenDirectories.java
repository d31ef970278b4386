package io.twohop.scan;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.tree.Directory;
import io.twohop.tree.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The directories of one step, opened at most once each and proved to be the inode that the node is
 * known by. None is open between steps.
 */
final class OpenDirectories {
  /** LIMIT: descriptors held at once. */
  private static final int HELD = 16;

  private final Tree tree;
  private final Known known;
  private final Map<NodeId, Directory> open = new LinkedHashMap<>(16, 0.75f, true);

  OpenDirectories(Tree tree, Known known) {
    this.tree = tree;
    this.known = known;
  }

  /** What came of opening a directory at its known place. */
  sealed interface Reached {
    record Open(Directory directory, List<Name> path) implements Reached {}

    /** This member does not know the directory any more. */
    record Unknown() implements Reached {}

    /** Something else is at its place, or nothing. */
    record Misplaced() implements Reached {}

    /** What is at its place cannot be told. */
    record Refused(ErrnoException why) implements Reached {}
  }

  Reached reach(NodeId node) {
    List<Name> path = known.pathOf(node);
    if (path == null) {
      return new Reached.Unknown();
    }
    Directory before = open.get(node);
    if (before != null) {
      return new Reached.Open(before, path);
    }
    try {
      Directory directory = tree.openDirectory(path);
      if (!isTheKnown(node, directory)) {
        directory.close();
        return new Reached.Misplaced();
      }
      hold(node, directory);
      return new Reached.Open(directory, path);
    } catch (ErrnoException refused) {
      boolean misplaced =
          refused.is(Errno.ENOENT) || refused.is(Errno.ENOTDIR) || refused.is(Errno.ELOOP);
      return misplaced ? new Reached.Misplaced() : new Reached.Refused(refused);
    }
  }

  private boolean isTheKnown(NodeId node, Directory directory) {
    if (node.equals(NodeId.ROOT)) {
      return true;
    }
    KnownNode known = this.known.node(node);
    return known != null && Prints.sameInode(known.seen(), directory.stat());
  }

  private void hold(NodeId node, Directory directory) {
    if (open.size() >= HELD) {
      NodeId eldest = open.keySet().iterator().next();
      Directory closed = open.remove(eldest);
      if (closed != null) {
        closed.close();
      }
    }
    open.put(node, directory);
  }

  /** Closes all; they are opened again by path when they are needed. */
  void close() {
    open.values().forEach(Directory::close);
    open.clear();
  }
}
