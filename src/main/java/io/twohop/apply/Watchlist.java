package io.twohop.apply;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.posix.WriterProbe;
import io.twohop.tree.Owners;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What has left the tree lately. An inode is let go when it has been out for a second, nobody has
 * it open for writing, and it still is what was expected; if it is something else it is an edit.
 */
final class Watchlist {
  /** How long a displaced inode is watched at least. */
  static final long WATCH_NANOS = 1_000_000_000L;

  /** How long where the kernel cannot say whether somebody writes. */
  static final long WATCH_BLINDLY_NANOS = 2_000_000_000L;

  /** LIMIT: how rarely a file is asked for that somebody keeps open for writing. */
  static final long MAX_WAIT_NANOS = 60_000_000_000L;

  /**
   * Times this close to the clock prove nothing: the kernel stamps in ticks of up to 10 ms, and
   * what was read within its tick is read once more when that is over, which may not have been done
   * yet.
   */
  static final long FRESH_NANOS = 1_000_000_000L;

  private record Item(Displaced what, long dueNanos, long waitNanos, @Nullable Stat before) {}

  private final Stage stage;
  private final Syscalls syscalls;
  private final Owners owners;
  private final PriorityQueue<Item> items =
      new PriorityQueue<>(Comparator.comparingLong(Item::dueNanos));

  Watchlist(Stage stage, Owners owners) {
    this.stage = stage;
    this.syscalls = stage.syscalls();
    this.owners = owners;
  }

  void add(Displaced displaced) {
    boolean asExpected = Prints.sameButCtime(displaced.out(), displaced.expected());
    long wait = asExpected ? WATCH_NANOS : 0;
    items.add(new Item(displaced, displaced.sinceNanos() + wait, WATCH_NANOS, null));
  }

  /** Adds what has been in the stage for longer, and may have been written to since it was read. */
  void add(StageName name, long nowNanos) {
    Stat stat = syscalls.statxOrNull(stage.fd(), Stage.name(name.text()));
    if (stat != null) {
      add(new Displaced(name, Prints.of(stat), stat, true, nowNanos));
    }
  }

  /** When the next one wants to be examined; {@link Long#MAX_VALUE} if none is here. */
  long nextDueNanos() {
    Item next = items.peek();
    return next == null ? Long.MAX_VALUE : next.dueNanos();
  }

  int size() {
    return items.size();
  }

  /** Lets go what is harmless, and returns what is an edit. */
  List<Raced> examine(long nowNanos) {
    List<Raced> raced = new ArrayList<>();
    List<Item> later = new ArrayList<>();
    while (!items.isEmpty() && items.peek().dueNanos() <= nowNanos) {
      Item item = items.remove();
      try {
        switch (judge(item, nowNanos)) {
          case Judgement.Later(Item again) -> later.add(again);
          case Judgement.Harmless() -> stage.unlink(Stage.name(item.what().name().text()));
          case Judgement.Edit(Raced edit) -> raced.add(edit);
          case Judgement.Gone() -> {}
        }
      } catch (ErrnoException refused) {
        later.add(postponed(item, nowNanos, null));
      }
    }
    items.addAll(later);
    return raced;
  }

  private sealed interface Judgement {
    record Later(Item again) implements Judgement {}

    record Harmless() implements Judgement {}

    record Edit(Raced raced) implements Judgement {}

    record Gone() implements Judgement {}
  }

  private Judgement judge(Item item, long nowNanos) {
    Displaced what = item.what();
    byte[] name = Stage.name(what.name().text());
    Stat now = syscalls.statxOrNull(stage.fd(), name);
    if (now == null) {
      return new Judgement.Gone();
    }
    if (now.kind() != FileKind.REGULAR) {
      return judgeLink(what, now, name);
    }
    try (Fd file = stage.openFile(name, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK)) {
      WriterProbe writers = syscalls.probeWriters(file);
      Stat before = syscalls.statx(file);
      boolean quiet =
          switch (writers) {
            case NO_WRITER -> true;
            case OPEN_FOR_WRITING -> false;
            case UNKNOWN ->
                nowNanos - what.sinceNanos() >= WATCH_BLINDLY_NANOS
                    && (item.before() == null || item.before().equals(before));
          };
      if (!quiet) {
        return new Judgement.Later(postponed(item, nowNanos, before));
      }
      return judgeQuiet(item, nowNanos, file, before);
    } catch (ErrnoException busy) {
      if (!busy.is(Errno.EAGAIN)) {
        throw busy;
      }
      return new Judgement.Later(postponed(item, nowNanos, null));
    }
  }

  private Judgement judgeQuiet(Item item, long nowNanos, Fd file, Stat before) {
    Displaced what = item.what();
    if (isUntouched(what, before) && what.expectedHash() != null) {
      if (nowNanos - what.sinceNanos() < WATCH_NANOS) {
        return new Judgement.Later(postponed(item, nowNanos, before));
      }
      return new Judgement.Harmless();
    }
    ContentHash hash = Hashing.of(syscalls, file);
    if (!syscalls.statx(file).equals(before)) {
      return new Judgement.Later(postponed(item, nowNanos, null));
    }
    boolean harmless =
        hash.equals(what.expectedHash()) && Prints.sameMetadata(before, what.expected());
    if (!harmless) {
      return new Judgement.Edit(edit(what, entry(before, hash), hash, inline(file, before)));
    }
    return nowNanos - what.sinceNanos() < WATCH_NANOS
        ? new Judgement.Later(postponed(item, nowNanos, before))
        : new Judgement.Harmless();
  }

  /**
   * Whether its times prove that nothing was written since it was last known.
   *
   * <p>LIMIT: before Linux 6.13 a write through an old descriptor within the tick of the rename,
   * whose author then sets the old mtime again, cannot be told.
   */
  private static boolean isUntouched(Displaced what, Stat now) {
    return !what.freshThen()
        && Prints.sameButCtime(what.out(), what.expected())
        && Prints.sameButCtime(now, what.expected())
        && now.ctime().equals(what.out().ctime());
  }

  /** A symlink cannot be written to: it is what came out, and that is compared at once. */
  private Judgement judgeLink(Displaced what, Stat now, byte[] name) {
    if (now.kind() != FileKind.SYMLINK) {
      return new Judgement.Gone();
    }
    byte[] target = syscalls.readlinkat(stage.fd(), name);
    ContentHash hash = Hashing.of(target);
    Entry entry = new Entry.Symlink(Bytes.owning(target), owners.of(now.uid(), now.gid()));
    boolean harmless =
        hash.equals(what.expectedHash()) && Prints.sameMetadata(now, what.expected());
    return harmless ? new Judgement.Harmless() : new Judgement.Edit(edit(what, entry, hash, null));
  }

  private Entry entry(Stat stat, ContentHash hash) {
    return Entries.file(stat, hash, owners);
  }

  private @Nullable Bytes inline(Fd file, Stat stat) {
    return Entries.inline(syscalls, file, stat);
  }

  /** The inode gets a name that says that it is an edit, so that it is kept until released. */
  private Raced edit(Displaced what, Entry entry, ContentHash hash, @Nullable Bytes content) {
    StageName raced = what.name().with(StageName.Kind.RACED);
    byte[] name = Stage.name(raced.text());
    if (!raced.equals(what.name())) {
      stage.rename(Stage.name(what.name().text()), name);
    }
    Fingerprint seen = Prints.of(syscalls.statx(stage.fd(), name));
    return new Raced(raced.node(), raced.baseSeq(), entry, seen, hash, raced.text(), content);
  }

  private static Item postponed(Item item, long nowNanos, @Nullable Stat before) {
    long out = nowNanos - item.what().sinceNanos();
    long wait = out < WATCH_NANOS ? WATCH_NANOS - out : item.waitNanos();
    long next = Math.min(item.waitNanos() * 2, MAX_WAIT_NANOS);
    return new Item(item.what(), nowNanos + wait, next, before);
  }
}
