package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.posix.WriterProbe;
import io.twohop.tree.Directory;
import io.twohop.tree.Owners;
import io.twohop.tree.Tree;
import io.twohop.tree.TreeWalk;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the stage after a start, before anything else is done in the tree: what was never
 * visible is swept, what may hold somebody's bytes is examined by its content, never by its age.
 */
final class Recovery {
  private static final int PAGE_BYTES = 4096;

  private final Tree tree;
  private final Stage stage;
  private final Syscalls syscalls;
  private final Owners owners;
  private final Places places;
  private final Watchlist watchlist;
  private final TreeWatch trees;
  private final GivingBack givingBack;
  private final List<Raced> raced = new ArrayList<>();
  private boolean powerCut;

  /** For the stage of an applier, which watches on over directories that were being replaced. */
  Recovery(
      Tree tree, Stage stage, Owners owners, Places places, Watchlist watchlist, TreeWatch trees) {
    this.tree = tree;
    this.stage = stage;
    this.syscalls = stage.syscalls();
    this.owners = owners;
    this.places = places;
    this.watchlist = watchlist;
    this.trees = trees;
    this.givingBack = new GivingBack(stage);
  }

  /** The machine stopped: not every file is as somebody wrote it. */
  Recovery afterPowerCut() {
    powerCut = true;
    return this;
  }

  /** Edits among what was left over; they stay in the stage until {@link Applier#release}. */
  List<Raced> examineLeftovers(long nowNanos) {
    List<String> names = stage.list();
    for (String name : names) {
      StageName parts = StageName.parse(name);
      if (parts != null) {
        examine(parts, nowNanos);
      } else if (isWorthNothing(name)) {
        stage.unlink(Stage.name(name));
      } else if (name.startsWith(Stage.TREE)) {
        new TreeWalk(syscalls).delete(stage.fd(), Stage.name(name));
      } else if (name.startsWith(TreeManifest.PREFIX)
          && !names.contains(name.substring(TreeManifest.PREFIX.length()))) {
        stage.unlink(Stage.name(name));
      }
    }
    return List.copyOf(raced);
  }

  /** A content that is complete is fetched again, too: nobody may ever ask for this one. */
  private static boolean isWorthNothing(String name) {
    return name.startsWith(Stage.PART)
        || name.startsWith(Stage.INCOMING)
        || name.startsWith(Stage.CONTENT);
  }

  private void examine(StageName name, long nowNanos) {
    switch (name.kind()) {
      case SWAP, GONE, RACED -> judge(name, nowNanos);
      case PARK -> unpark(name);
      case TREE_SWAP -> judgeTree(name, nowNanos);
    }
  }

  private void judge(StageName name, long nowNanos) {
    byte[] bytes = Stage.name(name.text());
    Stat stat = syscalls.statx(stage.fd(), bytes);
    switch (stat.kind()) {
      case SYMLINK -> {
        byte[] target = syscalls.readlinkat(stage.fd(), bytes);
        Entry link = new Entry.Symlink(Bytes.owning(target), owners.of(stat.uid(), stat.gid()));
        settle(name, link, Hashing.of(target), null, nowNanos);
      }
      case REGULAR -> {
        try (Fd file = stage.openFile(bytes, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK)) {
          ContentHash hash = Hashing.of(syscalls, file);
          if (isOpen(name, file, hash)) {
            watchlist.add(name, nowNanos);
            return;
          }
          Bytes content = Entries.inline(syscalls, file, stat);
          if (powerCut && !isKnown(name, hash) && isResidue(file, stat)) {
            stage.rename(bytes, Stage.name(stage.fresh(Stage.ASIDE)));
            return;
          }
          settle(name, Entries.file(stat, hash, owners), hash, content, nowNanos);
        }
      }
      case DIRECTORY, FIFO, SOCKET, BLOCK, CHARACTER -> putBack(name, nowNanos);
    }
  }

  /**
   * Somebody put it at the name in the last moment, and the process died before it went back. If
   * our own file is there it comes out for it.
   */
  private void putBack(StageName name, long nowNanos) {
    byte[] slot = Stage.name(name.text());
    atPlaceOf(
        name,
        (dir, taken) -> {
          if (isOurs(name, dir, taken)) {
            stage.renames().exchange(stage.fd(), slot, dir, taken);
            judge(name, nowNanos);
          } else {
            givingBack.giveBack(slot, dir, taken);
          }
        });
  }

  /** Whether what was to take the place is there. */
  private boolean isOurs(StageName name, Fd dir, byte[] at) {
    Stat stat = syscalls.statxOrNull(dir, at);
    if (stat == null || name.wanted() == null) {
      return false;
    }
    return switch (stat.kind()) {
      case SYMLINK -> Hashing.of(syscalls.readlinkat(dir, at)).equals(name.wanted());
      case REGULAR -> {
        try (Fd file = readable(dir, at)) {
          yield Hashing.of(syscalls, file).equals(name.wanted());
        }
      }
      case DIRECTORY, FIFO, SOCKET, BLOCK, CHARACTER -> false;
    };
  }

  private Fd readable(Fd dir, byte[] name) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;
    return syscalls.openat2(dir, name, flags, 0, Resolve.CONFINED);
  }

  /** Whether whoever opened it before it left the tree is still writing to it. */
  private boolean isOpen(StageName name, Fd file, ContentHash hash) {
    return name.kind() != StageName.Kind.RACED
        && !hash.equals(name.wanted())
        && syscalls.probeWriters(file) == WriterProbe.OPEN_FOR_WRITING;
  }

  private static boolean isKnown(StageName name, ContentHash hash) {
    return hash.equals(name.base()) || hash.equals(name.wanted());
  }

  /**
   * Whether a file looks like something that was not flushed: it is empty, ends in zeros, or was
   * cut off at a page.
   */
  private boolean isResidue(Fd file, Stat stat) {
    if (stat.sizeBytes() % PAGE_BYTES == 0) {
      return true;
    }
    byte[] last = new byte[1];
    return syscalls.pread(file, last, 0, 1, stat.sizeBytes() - 1) == 1 && last[0] == 0;
  }

  private void settle(
      StageName name, Entry entry, ContentHash hash, @Nullable Bytes content, long nowNanos) {
    byte[] bytes = Stage.name(name.text());
    if (hash.equals(name.base())) {
      watchlist.add(name, nowNanos);
      return;
    }
    if (hash.equals(name.wanted())) {
      stage.unlink(bytes);
      return;
    }
    StageName edit = name.with(StageName.Kind.RACED);
    if (!edit.equals(name)) {
      stage.rename(bytes, Stage.name(edit.text()));
    }
    raced.add(
        new Raced(
            edit.node(),
            edit.baseSeq(),
            entry,
            Prints.of(syscalls.statx(stage.fd(), Stage.name(edit.text()))),
            hash,
            edit.text(),
            content));
  }

  /** Something was on its way between two places: the rows still say where it came from. */
  private void unpark(StageName name) {
    byte[] bytes = Stage.name(name.text());
    atPlaceOf(name, (dir, wanted) -> givingBack.giveBack(bytes, dir, wanted));
  }

  private interface AtPlace {
    void act(Fd directory, byte[] name);
  }

  /**
   * Acts where the rows have the node. What has no place any more is kept for a person; if the
   * kernel refuses, the next start tries again.
   */
  private void atPlaceOf(StageName name, AtPlace action) {
    Place place = places.placeOf(name.node());
    if (place == null) {
      givingBack.keepForAPerson(Stage.name(name.text()));
      return;
    }
    Directories directories = new Directories(tree, places);
    try {
      action.act(directories.fd(place.parent(), place.name()), place.name().shared());
    } catch (Hindered away) {
      givingBack.keepForAPerson(Stage.name(name.text()));
    } catch (ErrnoException refused) {
      // It stays in the stage.
    } finally {
      directories.close();
    }
  }

  private void judgeTree(StageName name, long nowNanos) {
    DisplacedTree known = new TreeManifest(stage).read(name);
    if (known == null) {
      return;
    }
    byte[] bytes = Stage.name(name.text());
    boolean wasSwapped = !Prints.sameInode(syscalls.statx(stage.fd(), bytes), known.newTop());
    Fd visible = openOrNull(known.path());
    if (wasSwapped) {
      if (powerCut) {
        setResidueAside(known);
      }
      trees.add(known, visible, nowNanos);
      return;
    }
    if (visible == null && !known.excluded().isEmpty()) {
      // There is nowhere to bring back what somebody has in it: it stays where it is.
      return;
    }
    if (visible != null) {
      try (visible;
          Fd ours = TreeWalk.open(syscalls, stage.fd(), bytes)) {
        for (List<Name> path : known.excluded()) {
          giveBack(ours, visible, path);
        }
      } catch (ErrnoException notMoved) {
        return;
      }
    }
    new TreeWalk(syscalls).delete(stage.fd(), bytes);
    new TreeManifest(stage).delete(name);
  }

  /** What the power cut left of files in the old directory is nobody's edit. */
  private void setResidueAside(DisplacedTree displaced) {
    byte[] top = Stage.name(displaced.name().text());
    try (Fd old = TreeWalk.open(syscalls, stage.fd(), top)) {
      new TreeWalk(syscalls)
          .walk(
              old,
              (path, dir, stat) -> {
                byte[] name = path.getLast().shared();
                if (stat.kind() == FileKind.REGULAR
                    && isResidueOf(displaced.knownAt(path), dir, name, stat)) {
                  byte[] aside = Stage.name(stage.fresh(Stage.ASIDE));
                  stage.renames().toFree(dir, name, stage.fd(), aside);
                }
                return true;
              });
    }
  }

  private boolean isResidueOf(Action.@Nullable Discard known, Fd dir, byte[] name, Stat stat) {
    try (Fd file = readable(dir, name)) {
      return isResidue(file, stat)
          && (known == null || !Hashing.of(syscalls, file).equals(known.expectedHash()));
    }
  }

  /** The directory that it belongs to; null if that is not there any more. */
  private @Nullable Fd openOrNull(List<Name> path) {
    try (Directory visible = tree.openDirectory(path)) {
      return TreeWalk.openBelow(syscalls, visible.fd(), List.of());
    } catch (ErrnoException gone) {
      return null;
    }
  }

  /**
   * What is excluded had been moved across before the exchange that did not come.
   *
   * @throws ErrnoException if it cannot go back; it must not be deleted then
   */
  private void giveBack(Fd from, Fd to, List<Name> path) {
    List<Name> above = path.subList(0, path.size() - 1);
    byte[] name = path.getLast().shared();
    try (Fd fromDir = TreeWalk.openBelow(syscalls, from, above);
        Fd toDir = TreeWalk.openBelow(syscalls, to, above)) {
      stage.renames().toFree(fromDir, name, toDir, name);
    } catch (ErrnoException notMoved) {
      if (!notMoved.is(Errno.ENOENT)) {
        throw notMoved;
      }
    }
  }
}
