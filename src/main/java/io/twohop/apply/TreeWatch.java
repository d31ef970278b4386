package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.ContentHash;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.posix.WriterProbe;
import io.twohop.tree.TreeWalk;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Directories that were replaced. Whoever had one open, or was on the way into it, may still add to
 * it for a moment: what comes late moves to the same place in the new directory. A second later
 * each file that was or may be written to goes to the {@link Watchlist}, and the rest is let go.
 */
final class TreeWatch {
  private record Item(DisplacedTree tree, @Nullable Fd fresh, long dueNanos) {}

  private final Stage stage;
  private final Syscalls syscalls;
  private final Watchlist watchlist;
  private final Deque<Item> items = new ArrayDeque<>();

  TreeWatch(Stage stage, Watchlist watchlist) {
    this.stage = stage;
    this.syscalls = stage.syscalls();
    this.watchlist = watchlist;
  }

  /**
   * Watches a directory from now on, and moves across what has come late already.
   *
   * @param fresh the new directory, open; closed by this class; null if that is not there any more
   */
  void add(DisplacedTree tree, @Nullable Fd fresh, long nowNanos) {
    items.add(new Item(tree, fresh, nowNanos + Watchlist.WATCH_NANOS));
    if (fresh == null) {
      return;
    }
    try (Fd old = TreeWalk.open(syscalls, stage.fd(), Stage.name(tree.name().text()))) {
      moveLate(tree, old, fresh);
    } catch (ErrnoException refused) {
      // The examination tries again, and keeps what cannot be moved.
    }
  }

  long nextDueNanos() {
    Item next = items.peek();
    return next == null ? Long.MAX_VALUE : next.dueNanos();
  }

  void examine(long nowNanos) {
    for (int i = items.size(); i > 0; i--) {
      Item item = items.remove();
      if (item.dueNanos() > nowNanos) {
        items.add(item);
        continue;
      }
      try {
        finish(item, nowNanos);
        close(item.fresh());
      } catch (ErrnoException refused) {
        items.add(new Item(item.tree(), item.fresh(), nowNanos + Watchlist.WATCH_NANOS));
      }
    }
  }

  private static void close(@Nullable Fd fresh) {
    if (fresh != null) {
      fresh.close();
    }
  }

  private void finish(Item item, long nowNanos) {
    DisplacedTree tree = item.tree();
    byte[] name = Stage.name(tree.name().text());
    try (Fd old = TreeWalk.open(syscalls, stage.fd(), name)) {
      Fd fresh = item.fresh();
      if (fresh != null) {
        moveLate(tree, old, fresh);
      }
      new TreeWalk(syscalls)
          .walk(
              old,
              (path, dir, stat) -> {
                if (stat.kind() != FileKind.DIRECTORY) {
                  examine(tree, path, dir, stat, nowNanos);
                }
                return true;
              });
      new TreeWalk(syscalls).delete(stage.fd(), name);
      new TreeManifest(stage).delete(tree.name());
    }
  }

  private void examine(DisplacedTree tree, List<Name> path, Fd dir, Stat stat, long nowNanos) {
    byte[] name = path.getLast().shared();
    Action.Discard known = tree.knownAt(path);
    if (known == null || !Prints.sameInode(stat, known.expected())) {
      NodeId rival = tree.installed().getOrDefault(path, tree.name().node());
      NodeId node = known == null ? rival : known.node();
      watch(tree, path, dir, new Suspect(node, null, Prints.of(stat)), nowNanos);
      return;
    }
    boolean untouched =
        Prints.of(stat).equals(known.expected())
            && !Writers.isFresh(known.expected(), tree.clockThen())
            && (stat.kind() != FileKind.REGULAR
                || Writers.probe(syscalls, dir, name) == WriterProbe.NO_WRITER);
    if (!untouched) {
      ContentHash base =
          stat.kind() == FileKind.SYMLINK
              ? Hashing.of(syscalls.readlinkat(dir, name))
              : known.expectedHash();
      watch(tree, path, dir, new Suspect(known.node(), base, known.expected()), nowNanos);
    }
  }

  private record Suspect(NodeId node, @Nullable ContentHash base, Fingerprint expected) {}

  /** From now on it is watched by itself, like a file that was replaced. */
  private void watch(DisplacedTree tree, List<Name> path, Fd dir, Suspect suspect, long nowNanos) {
    long baseSeq = suspect.base() == null ? 0 : tree.baseSeqs().getOrDefault(suspect.node(), 0L);
    StageName slot =
        stage.named(StageName.Kind.SWAP, suspect.node(), baseSeq, suspect.base(), null);
    byte[] name = Stage.name(slot.text());
    stage.renames().toFree(dir, path.getLast().shared(), stage.fd(), name);
    Stat out = syscalls.statx(stage.fd(), name);
    long since = nowNanos - Watchlist.WATCH_NANOS;
    watchlist.add(new Displaced(slot, suspect.expected(), out, true, since));
  }

  /**
   * Moves what the directory did not hold when it was replaced to the same place in the new one.
   */
  private void moveLate(DisplacedTree tree, Fd old, Fd fresh) {
    new TreeWalk(syscalls)
        .walk(
            old,
            (path, dir, stat) -> {
              Action.Discard known = tree.knownAt(path);
              boolean late = known == null || !Prints.sameInode(stat, known.expected());
              return !(late && movedAcross(old, fresh, path, dir));
            });
  }

  private boolean movedAcross(Fd old, Fd fresh, List<Name> path, Fd dir) {
    byte[] name = path.getLast().shared();
    try (Fd to = openOrMake(old, fresh, path.subList(0, path.size() - 1))) {
      stage.renames().toFree(dir, name, to, name);
      return true;
    } catch (ErrnoException taken) {
      return switch (taken.errno()) {
        case EEXIST, ENOTDIR, ELOOP, ENOENT -> false;
        default -> throw taken;
      };
    }
  }

  /** The same directory in the new tree; what is missing of it is made as it was in the old one. */
  private Fd openOrMake(Fd old, Fd fresh, List<Name> path) {
    for (int depth = 1; depth <= path.size(); depth++) {
      List<Name> above = path.subList(0, depth - 1);
      byte[] name = path.get(depth - 1).shared();
      try (Fd from = TreeWalk.openBelow(syscalls, old, path.subList(0, depth));
          Fd to = TreeWalk.openBelow(syscalls, fresh, above)) {
        if (syscalls.statxOrNull(to, name) == null) {
          copyDirectory(syscalls.statx(from), to, name);
        }
      }
    }
    return TreeWalk.openBelow(syscalls, fresh, path);
  }

  private void copyDirectory(Stat like, Fd dir, byte[] name) {
    syscalls.mkdirat(dir, name, 0700);
    try (Fd made = TreeWalk.open(syscalls, dir, name)) {
      syscalls.fchown(made, like.uid(), like.gid());
      syscalls.fchmod(made, like.mode());
    } catch (ErrnoException refused) {
      if (!refused.is(Errno.EPERM)) {
        throw refused;
      }
    }
  }
}
