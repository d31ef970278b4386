package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Report;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Owners;
import io.twohop.tree.TreeWalk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds one directory in the stage, top down; modes of directories come last, bottom up. */
final class TreeBuilder implements AutoCloseable {
  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int PRIVATE_FILE = 0600;

  private final Stage stage;
  private final Syscalls syscalls;
  private final Owners owners;
  private final Staging staging;
  private final FlushQueue flush;
  private final boolean replaces;
  private final String stageName;
  private final Map<NodeId, List<Name>> paths = new HashMap<>();
  private final Map<NodeId, Report.Done> done = new LinkedHashMap<>();
  private final Map<List<Name>, ContentHash> borrowed = new HashMap<>();
  private @Nullable Fd top;
  private @Nullable NodeId openNode;
  private @Nullable Fd open;

  TreeBuilder(Ground ground, Staging staging, FlushQueue flush, boolean replaces) {
    this.stage = ground.stage();
    this.syscalls = ground.syscalls();
    this.owners = ground.owners();
    this.staging = staging;
    this.flush = flush;
    this.replaces = replaces;
    this.stageName = stage.fresh(Stage.TREE);
  }

  /**
   * Builds all of it.
   *
   * @throws Hindered Lacking, with nothing left behind
   * @throws ErrnoException likewise
   */
  StagedTree build(Action.Install install) {
    byte[] name = Stage.name(stageName);
    syscalls.mkdirat(stage.fd(), name, PRIVATE_DIRECTORY);
    StagedTree tree = new StagedTree(stageName, new ArrayList<>(), paths, borrowed);
    try {
      top = TreeWalk.open(syscalls, stage.fd(), name);
      NodeId topNode = install.nodes().getFirst().node();
      paths.put(topNode, List.of());
      for (Action action : install.nodes()) {
        done.put(action.node(), new Report.Done(action.node(), null, ""));
        add(action, action.node().equals(topNode));
      }
      for (Action action : install.nodes().reversed()) {
        if (action instanceof Action.MakeDirectory make) {
          finish(make);
        }
      }
      tree.done().addAll(done.values());
      return tree;
    } catch (ErrnoException | Hindered failed) {
      close();
      new TreeClearing(stage).discard(tree);
      throw failed;
    }
  }

  private void add(Action action, boolean isTop) {
    switch (action) {
      case Action.MakeDirectory make -> {
        if (!isTop) {
          syscalls.mkdirat(parent(make.parent()), make.name().shared(), PRIVATE_DIRECTORY);
          paths.put(make.node(), pathOf(make.parent(), make.name()));
        }
      }
      case Action.Put put -> {
        paths.put(put.node(), pathOf(put.parent(), put.name()));
        done.put(put.node(), put(put, parent(put.parent())));
      }
      case Action.SetMetadata a -> throw notInATree(a);
      case Action.Relocate a -> throw notInATree(a);
      case Action.Discard a -> throw notInATree(a);
      case Action.RemoveDirectory a -> throw notInATree(a);
      case Action.Install a -> throw notInATree(a);
    }
  }

  private static IllegalArgumentException notInATree(Action action) {
    return new IllegalArgumentException("a tree is built of what it holds, not of " + action);
  }

  private List<Name> pathOf(NodeId parent, Name name) {
    List<Name> path = new ArrayList<>(path(parent));
    path.add(name);
    return path;
  }

  private List<Name> path(NodeId node) {
    List<Name> path = paths.get(node);
    if (path == null) {
      throw new IllegalArgumentException("a tree's directory comes before its children: " + node);
    }
    return path;
  }

  private Report.Done put(Action.Put put, Fd dir) {
    return switch (put.entry()) {
      case Entry.RegularFile file -> file(put, file, dir);
      case Entry.Symlink link -> {
        syscalls.symlinkat(link.target().shared(), dir, put.name().shared());
        try (Fd handle = Staging.openLink(syscalls, dir, put.name().shared())) {
          yield set(put.node(), handle, link);
        }
      }
      case Entry.Directory directory ->
          throw new IllegalArgumentException("a directory is not put, it is made: " + put);
    };
  }

  private Report.Done file(Action.Put put, Entry.RegularFile entry, Fd dir) {
    Bytes inline = staging.inlineOf(entry);
    byte[] name = put.name().shared();
    boolean moves = !staging.isNeededAgain(entry.content()) && inline == null;
    Fd file;
    if (moves) {
      file = staging.openAgain(Stage.name(Stage.CONTENT + entry.content().hex()));
    } else {
      int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
      file = syscalls.openat2(dir, name, flags, PRIVATE_FILE, Resolve.CONFINED);
    }
    try {
      staging.fill(file, entry, inline, moves);
      if (moves) {
        byte[] content = Stage.name(Stage.CONTENT + entry.content().hex());
        stage.renames().toFree(stage.fd(), content, dir, name);
        borrowed.put(path(put.node()), entry.content());
      }
      Report.Done set = set(put.node(), file, entry);
      if (replaces) {
        flush.add(file);
      } else {
        file.close();
      }
      return set;
    } catch (ErrnoException | Hindered failed) {
      file.close();
      throw failed;
    }
  }

  private Report.Done set(NodeId node, Fd handle, Entry entry) {
    String refused = new Metadata(syscalls, owners, handle).all(entry).refused();
    return new Report.Done(node, Prints.of(syscalls.statx(handle)), refused);
  }

  private void finish(Action.MakeDirectory make) {
    try (Fd handle = openBelow(path(make.node()))) {
      done.put(make.node(), set(make.node(), handle, make.entry()));
    }
  }

  /** The directory that children are being added to; siblings come one after the other. */
  private Fd parent(NodeId node) {
    if (open == null || !node.equals(openNode)) {
      if (open != null) {
        open.close();
      }
      open = openBelow(path(node));
      openNode = node;
    }
    return open;
  }

  private Fd openBelow(List<Name> path) {
    if (top == null) {
      throw new IllegalStateException("not begun");
    }
    return TreeWalk.openBelow(syscalls, top, path);
  }

  @Override
  public void close() {
    if (open != null) {
      open.close();
    }
    if (top != null) {
      top.close();
    }
  }
}
