package io.twohop.scan;

import io.twohop.model.Bytes;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Fingerprint;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.Stat;
import io.twohop.tree.Directory;
import org.jspecify.annotations.Nullable;

/** Looks at a file or a symlink: waits until it has settled, and reads it if it has to. */
final class FileLook {
  /** How long a new name that looks temporary has for its rename. */
  static final long NAME_NANOS = 1_000_000_000L;

  /** How long PHP has for the chmod that follows its rename. */
  static final long MODE_NANOS = 20_000_000L;

  /** How long a file must rest where nobody can say whether it is open for writing. */
  static final long QUIET_NANOS = 2_000_000_000L;

  /** Files above this size are read by a worker. */
  static final long INLINE_READ_BYTES = 4 * 1024 * 1024;

  private static final long AGAIN_NANOS = 20_000_000L;

  /**
   * How long to wait for a close before asking again: it may come under a name that is not watched.
   */
  private static final long FIRST_PATIENCE_NANOS = 1_000_000_000L;

  /**
   * RACE: the kernel tells of a close before the file counts as closed (fs/file_table.c, __fput:
   * fsnotify_close comes before put_file_access), so a writer that has just closed is asked for
   * again soon, in growing steps.
   */
  private static final long CLOSING_PATIENCE_NANOS = 1_000_000L;

  /**
   * RACE: open(2) gives a new file its name before its writer counts as one (fs/namei.c,
   * path_openat: lookup_open comes before do_open), so one that is empty, new and not closed yet is
   * asked for again.
   */
  private static final long OPENING_NANOS = 20_000_000L;

  private static final long LAST_PATIENCE_NANOS = 60_000_000_000L;

  /** LIMIT: of so many names of one inode each is asked whether it is gone. */
  private static final int LINKS_ASKED = 8;

  private static final int PRIVATE_MODE = 0600;

  private final Scene scene;
  private final Missings missings;

  FileLook(Scene scene, Missings missings) {
    this.scene = scene;
    this.missings = missings;
  }

  boolean file(Look look, Directory parent, Stat stat) {
    KnownNode node = identify(look.place, stat);
    if (scene.isReported(look.place, node)) {
      scene.agenda.behind(look);
      return false;
    }
    boolean sameTimes = isAsSeen(look.place, node, Prints.of(stat));
    if (sameTimes && !look.rehash && !(look.event && scene.freshness.isFresh(stat))) {
      scene.unchangedFile = true;
      scene.troubles.clear(look.place);
      scene.agenda.done(look);
      return true;
    }
    lookAtOtherLinks(look, stat);
    if (waitsForName(look, node) || waitsForMode(look, node, stat)) {
      return true;
    }
    read(look, parent, stat, node);
    return true;
  }

  boolean symlink(Look look, Directory parent, Stat stat) {
    KnownNode node = identify(look.place, stat);
    if (scene.isReported(look.place, node)) {
      scene.agenda.behind(look);
      return false;
    }
    if (isAsSeen(look.place, node, Prints.of(stat))) {
      scene.troubles.clear(look.place);
      scene.agenda.done(look);
      return true;
    }
    if (waitsForName(look, node)) {
      return true;
    }
    try {
      Bytes target = parent.readLink(look.place.name());
      if (!stat.equals(parent.lookAt(look.place.name()))) {
        again(look, node);
        return true;
      }
      Entry.Symlink now = new Entry.Symlink(target, scene.owner(stat));
      Facets changed = node == null ? Facets.ALL : Comparison.symlink(node, stat, now);
      report(look, node, now, changed, Prints.of(stat), null);
      scene.agenda.done(look);
    } catch (ErrnoException refused) {
      refused(look, node, refused);
    }
    return true;
  }

  /**
   * The non-directory at this name; else the one whose inode it is, if its own name is gone; else
   * none.
   */
  private @Nullable KnownNode identify(Place place, Stat stat) {
    KnownNode at = scene.at(place);
    if (at != null && !at.entry().isDirectory()) {
      return at;
    }
    int asked = 0;
    for (KnownNode node : scene.byInode(stat)) {
      boolean other = !node.entry().isDirectory() && !node.isAt(place);
      if (other && asked++ < LINKS_ASKED && isGone(node, stat)) {
        return node;
      }
    }
    return null;
  }

  /** Whether a node's own name does not hold it any more, asked now. */
  private boolean isGone(KnownNode node, Stat stat) {
    return switch (scene.directories.reach(node.parent())) {
      case OpenDirectories.Reached.Open open -> {
        try {
          Stat there = open.directory().lookAt(node.name());
          yield there == null || there.kind() == FileKind.DIRECTORY;
        } catch (ErrnoException unknown) {
          yield false;
        }
      }
      // Its directory is elsewhere, but this inode has one name only, and that is here.
      case OpenDirectories.Reached.Unknown unknown -> stat.linkCount() == 1;
      case OpenDirectories.Reached.Misplaced misplaced -> stat.linkCount() == 1;
      case OpenDirectories.Reached.Refused refused -> false;
    };
  }

  private static boolean isAsSeen(Place place, @Nullable KnownNode node, Fingerprint seen) {
    return node != null && node.isAt(place) && seen.equals(node.seen());
  }

  /** The kernel speaks of one name of an inode only. */
  private void lookAtOtherLinks(Look look, Stat stat) {
    if (!look.event || stat.linkCount() < 2) {
      return;
    }
    for (KnownNode other : scene.byInode(stat)) {
      if (!other.isAt(look.place)) {
        scene.agenda.touch(other.place());
      }
    }
  }

  private boolean waitsForName(Look look, @Nullable KnownNode node) {
    boolean newName = node == null || !node.isAt(look.place);
    if (!newName || look.waitsOver || !scene.temporary.test(look.place.name())) {
      return false;
    }
    if (look.nameUntilNanos == 0) {
      look.nameUntilNanos = scene.nowNanos + NAME_NANOS;
    }
    return scene.nowNanos < look.nameUntilNanos
        && await(look, node, Look.Wait.NAME, look.nameUntilNanos);
  }

  private boolean waitsForMode(Look look, @Nullable KnownNode node, Stat stat) {
    boolean newInode = node == null || !Prints.sameInode(node.seen(), stat);
    if (!newInode || look.waitsOver || stat.mode() != PRIVATE_MODE) {
      return false;
    }
    if (look.modeUntilNanos == 0) {
      look.modeUntilNanos = scene.nowNanos + MODE_NANOS;
    }
    return scene.nowNanos < look.modeUntilNanos
        && await(look, node, Look.Wait.MODE, look.modeUntilNanos);
  }

  private boolean await(Look look, @Nullable KnownNode node, Look.Wait why, long dueNanos) {
    look.holds = node != null && !node.isAt(look.place) ? node.node() : null;
    scene.agenda.await(look, why, dueNanos);
    return true;
  }

  private void again(Look look, @Nullable KnownNode node) {
    await(look, node, Look.Wait.AGAIN, scene.nowNanos + AGAIN_NANOS);
  }

  private void refused(Look look, @Nullable KnownNode node, ErrnoException refused) {
    switch (refused.errno()) {
      // It became something else meanwhile, or somebody's lease is in the way.
      case ENOENT, ELOOP, ENXIO, EAGAIN, EINVAL, ETXTBSY -> again(look, node);
      default -> {
        scene.troubles.unreadable(look.place, refused);
        scene.agenda.done(look);
      }
    }
  }

  private void read(Look look, Directory parent, Stat stat, @Nullable KnownNode node) {
    Fd file;
    try {
      file = parent.openForReading(look.place.name());
    } catch (ErrnoException refused) {
      refused(look, node, refused);
      return;
    }
    boolean handedOver = false;
    try {
      Stat now = scene.syscalls.statx(file);
      if (now.kind() != FileKind.REGULAR || !now.sameInode(stat)) {
        again(look, node);
      } else if (!waitsForWriter(look, node, file, now)) {
        handedOver = readSettled(look, file, now, node);
      }
    } catch (ErrnoException refused) {
      refused(look, node, refused);
    } finally {
      if (!handedOver) {
        file.close();
      }
    }
  }

  private boolean waitsForWriter(Look look, @Nullable KnownNode node, Fd file, Stat now) {
    return switch (scene.syscalls.probeWriters(file)) {
      case NO_WRITER -> mayBeBeingOpened(look, node, now);
      case OPEN_FOR_WRITING -> {
        if (look.closed) {
          look.patienceNanos = CLOSING_PATIENCE_NANOS;
        } else if (look.patienceNanos == 0) {
          look.patienceNanos = FIRST_PATIENCE_NANOS;
        }
        look.closed = false;
        long patience = look.patienceNanos;
        look.patienceNanos = Math.min(patience * 2, LAST_PATIENCE_NANOS);
        yield await(look, node, Look.Wait.OPEN, scene.nowNanos + patience);
      }
      case UNKNOWN -> {
        if (look.closed || scene.freshness.hasRested(now, QUIET_NANOS)) {
          yield false;
        }
        Fingerprint print = Prints.of(now);
        if (!print.equals(look.quiet)) {
          look.quiet = print;
          look.quietUntilNanos = scene.nowNanos + QUIET_NANOS;
        }
        yield scene.nowNanos < look.quietUntilNanos
            && await(look, node, Look.Wait.QUIET, look.quietUntilNanos);
      }
    };
  }

  private boolean mayBeBeingOpened(Look look, @Nullable KnownNode node, Stat now) {
    boolean known = node != null && Prints.sameInode(node.seen(), now);
    if (known || look.closed || now.sizeBytes() > 0) {
      return false;
    }
    if (look.openedUntilNanos == 0 && !scene.freshness.hasRested(now, OPENING_NANOS)) {
      look.openedUntilNanos = scene.nowNanos + OPENING_NANOS;
    }
    return scene.nowNanos < look.openedUntilNanos
        && await(look, node, Look.Wait.OPEN, look.openedUntilNanos);
  }

  /** Returns whether a worker has the descriptor now. */
  private boolean readSettled(Look look, Fd file, Stat now, @Nullable KnownNode node) {
    Reading reading = look.job == null ? null : look.job.reading();
    look.job = null;
    if (reading == null || !reading.seen().equals(Prints.of(now))) {
      if (now.sizeBytes() > INLINE_READ_BYTES) {
        HashJob job = new HashJob(scene.syscalls, scene.freshness, file, now);
        look.job = job;
        await(look, node, Look.Wait.HASH, Long.MAX_VALUE);
        scene.workers.run(() -> {
          job.run();
          scene.finished.add(look);
        });
        return true;
      }
      reading = Reading.of(scene.syscalls, scene.freshness, file, now, scene.buffer);
    }
    if (reading == null) {
      again(look, node);
      return false;
    }
    Entry.RegularFile entry =
        new Entry.RegularFile(
            reading.hash(),
            now.sizeBytes(),
            now.mode() & Entry.MODE_BITS,
            scene.owner(now),
            Prints.time(now.mtime()));
    Facets changed = node == null ? Facets.ALL : Comparison.file(node, now, entry);
    if (scene.residues.isResidue(node, scene.byInode(now), entry, changed, now, file)) {
      scene.left(Comparison.present(node, look.place, entry, changed, Prints.of(now), null));
      scene.agenda.done(look);
      return false;
    }
    report(look, node, entry, changed, reading.vouched(), reading.bytes());
    finish(look, reading);
    return false;
  }

  private void report(
      Look look,
      @Nullable KnownNode node,
      Entry now,
      Facets changed,
      Fingerprint seen,
      @Nullable Bytes bytes) {
    KnownNode at = scene.at(look.place);
    if (at != null && (node == null || !at.node().equals(node.node()))) {
      missings.add(at, look.event);
    }
    if (!changed.isNone() || !isAsSeen(look.place, node, seen)) {
      scene.found(Comparison.present(node, look.place, now, changed, seen, bytes));
    }
  }

  /** A further change in the same tick would leave no trace: one more look when it is over. */
  private void finish(Look look, Reading reading) {
    if (!reading.fresh()) {
      scene.agenda.done(look);
      return;
    }
    look.rehash = true;
    look.event = false;
    look.holds = null;
    scene.agenda.await(look, Look.Wait.FRESH, scene.nowNanos + Freshness.FRESH_NANOS);
  }
}
