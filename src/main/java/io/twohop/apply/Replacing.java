package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.ContentHash;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.model.Report;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.posix.WriterProbe;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts files and symlinks in place and takes them out; what comes out goes to the watchlist. */
final class Replacing {
  /**
   * How long a file that somebody has open for writing is waited for. After that it is swapped out
   * all the same: what is written to it later comes out as an edit.
   */
  static final long BUSY_NANOS = 10_000_000_000L;

  /** LIMIT: of more busy files the first are forgotten, and waited for anew. */
  private static final int BUSY_REMEMBERED = 10_000;

  private final Ground ground;
  private final Syscalls syscalls;
  private final Stage stage;
  private final Watchlist watchlist;
  private final GivingBack givingBack;

  /** Since when files are known to be open for writing that are to be replaced. */
  private final Map<NodeId, Long> busySinceNanos = new LinkedHashMap<>();

  Replacing(Ground ground, Watchlist watchlist) {
    this.ground = ground;
    this.syscalls = ground.syscalls();
    this.stage = ground.stage();
    this.watchlist = watchlist;
    this.givingBack = new GivingBack(stage);
  }

  Report.Done put(Action.Put put, Staged staged, long nowNanos) {
    Fd dir = ground.dir(put.parent(), put.name());
    byte[] name = put.name().shared();
    Fingerprint expected = put.expected();
    if (expected == null) {
      stage.renames().toFree(stage.fd(), Stage.name(staged.stageName()), dir, name);
    } else {
      replace(put, expected, staged, dir, nowNanos);
    }
    Stat after = syscalls.statxOrNull(dir, name);
    return new Report.Done(put.node(), Prints.remembered(staged.set(), after), staged.refused());
  }

  private void replace(Action.Put put, Fingerprint expected, Staged staged, Fd dir, long nowNanos) {
    Stat there = ground.expect(put.parent(), put.name(), expected);
    boolean open = isOpenStill(put, there, dir, nowNanos);
    ContentHash base = baseHash(there, put.expectedHash(), dir, put.name());
    StageName swap =
        stage.named(
            StageName.Kind.SWAP,
            put.node(),
            ground.places().bodySeqOf(put.node()),
            base,
            staged.content());
    boolean fresh = open || Writers.isFresh(expected, syscalls.coarseClock());
    byte[] from = Stage.name(staged.stageName());
    byte[] slot = Stage.name(swap.text());
    if (stage.exchanges()) {
      stage.rename(from, slot);
      exchange(put, staged, slot, dir);
    } else {
      replaceInTwoSteps(put, from, slot, dir);
    }
    Stat out = syscalls.statx(stage.fd(), slot);
    Displaced displaced = new Displaced(swap, expected, out, fresh, nowNanos);
    if (!isWatchable(out)) {
      putBack(put, staged, displaced, dir);
      throw Ground.disturbed(put.parent(), put.name());
    }
    watchlist.add(displaced);
  }

  private static boolean isWatchable(Stat out) {
    return out.kind() == FileKind.REGULAR || out.kind() == FileKind.SYMLINK;
  }

  private void exchange(Action.Put put, Staged staged, byte[] slot, Fd dir) {
    try {
      stage.renames().exchange(stage.fd(), slot, dir, put.name().shared());
    } catch (ErrnoException refused) {
      stage.rename(slot, Stage.name(staged.stageName()));
      throw refused;
    }
  }

  /**
   * RACE: without an exchange the old file is linked into the stage and the new one renamed over
   * it. What somebody renames to the name between the two calls is lost; the status says that this
   * file system has no exchange.
   */
  private void replaceInTwoSteps(Action.Put put, byte[] from, byte[] slot, Fd dir) {
    byte[] name = put.name().shared();
    syscalls.linkat(dir, name, stage.fd(), slot);
    try {
      syscalls.renameat2(stage.fd(), from, dir, name, RenameMode.REPLACE);
    } catch (ErrnoException refused) {
      stage.unlink(slot);
      throw refused;
    }
  }

  /**
   * Something that is neither file nor symlink took the name in the last moment: the exchange is
   * undone. What comes out now is our own file, which somebody may have opened meanwhile, unless
   * somebody was faster again; that is an edit.
   */
  private void putBack(Action.Put put, Staged staged, Displaced displaced, Fd dir) {
    byte[] slot = Stage.name(displaced.name().text());
    byte[] name = put.name().shared();
    try {
      stage.renames().exchange(stage.fd(), slot, dir, name);
    } catch (ErrnoException gone) {
      if (!gone.is(Errno.ENOENT)) {
        throw gone;
      }
      // RACE: somebody took our file away, perhaps with the directory that it was in.
      givingBack.giveBack(slot, dir, name);
      return;
    }
    Stat out = syscalls.statx(stage.fd(), slot);
    if (!isWatchable(out)) {
      // RACE: two have taken the name, one after the other, and there is one name.
      givingBack.giveBack(slot, dir, name);
    } else if (Prints.sameInode(out, staged.set())) {
      StageName ours =
          stage.named(StageName.Kind.SWAP, put.node(), put.seq(), staged.content(), null);
      stage.rename(slot, Stage.name(ours.text()));
      watchlist.add(new Displaced(ours, staged.set(), out, true, displaced.sinceNanos()));
    } else {
      watchlist.add(displaced.cameOut(out));
    }
  }

  Report.Done discard(Action.Discard discard, long nowNanos) {
    Fd dir = ground.dir(discard.parent(), discard.name());
    byte[] name = discard.name().shared();
    Stat there = ground.expect(discard.parent(), discard.name(), discard.expected());
    if (there.kind() == FileKind.DIRECTORY) {
      throw Ground.disturbed(discard.parent(), discard.name());
    }
    ContentHash base = baseHash(there, discard.expectedHash(), dir, discard.name());
    long baseSeq = ground.places().bodySeqOf(discard.node());
    StageName gone = stage.named(StageName.Kind.GONE, discard.node(), baseSeq, base, null);
    byte[] slot = Stage.name(gone.text());
    boolean open =
        there.kind() == FileKind.REGULAR
            && Writers.probe(syscalls, dir, name) == WriterProbe.OPEN_FOR_WRITING;
    boolean fresh = open || Writers.isFresh(discard.expected(), syscalls.coarseClock());
    stage.renames().toFree(dir, name, stage.fd(), slot);
    Stat out = syscalls.statx(stage.fd(), slot);
    Displaced displaced = new Displaced(gone, discard.expected(), out, fresh, nowNanos);
    // RACE: a directory made in the tick in which the file was removed may have got its inode.
    if (!isWatchable(out) || !Prints.sameInode(out, discard.expected())) {
      giveBack(displaced, dir, name);
      throw Ground.disturbed(discard.parent(), discard.name());
    }
    watchlist.add(displaced);
    return new Report.Done(discard.node(), null, "");
  }

  /**
   * Another inode took the name in the last moment: it goes back where it was. If yet another took
   * the name since, or the directory is gone, a file comes out as an edit.
   */
  private void giveBack(Displaced displaced, Fd dir, byte[] name) {
    byte[] slot = Stage.name(displaced.name().text());
    if (!isWatchable(displaced.out())) {
      givingBack.giveBack(slot, dir, name);
      return;
    }
    try {
      stage.renames().toFree(stage.fd(), slot, dir, name);
    } catch (ErrnoException taken) {
      if (!taken.is(Errno.EEXIST) && !taken.is(Errno.ENOENT)) {
        throw taken;
      }
      watchlist.add(displaced);
    }
  }

  /**
   * Whether somebody has it open for writing, and has been waited for long enough.
   *
   * @throws Hindered if it cannot be replaced, or not yet
   */
  private boolean isOpenStill(Action.Put put, Stat there, Fd dir, long nowNanos) {
    return switch (there.kind()) {
      case REGULAR -> isOpenStill(put, dir, nowNanos);
      case SYMLINK -> false;
      case DIRECTORY, FIFO, SOCKET, BLOCK, CHARACTER ->
          throw Ground.disturbed(put.parent(), put.name());
    };
  }

  private boolean isOpenStill(Action.Put put, Fd dir, long nowNanos) {
    boolean open =
        Writers.probe(syscalls, dir, put.name().shared()) == WriterProbe.OPEN_FOR_WRITING;
    if (open) {
      Long since = busySinceNanos.putIfAbsent(put.node(), nowNanos);
      if (since == null || nowNanos - since < BUSY_NANOS) {
        if (busySinceNanos.size() > BUSY_REMEMBERED) {
          busySinceNanos.remove(busySinceNanos.keySet().iterator().next());
        }
        throw new Hindered(new Obstacle.Busy(put.parent(), put.name()));
      }
    }
    busySinceNanos.remove(put.node());
    return open;
  }

  private @Nullable ContentHash baseHash(
      Stat there, @Nullable ContentHash expected, Fd dir, Name name) {
    return there.kind() == FileKind.SYMLINK
        ? Hashing.of(syscalls.readlinkat(dir, name.shared()))
        : expected;
  }
}
