package io.twohop.watch;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.InotifyEvent;
import io.twohop.posix.InotifyMask;
import io.twohop.posix.Syscalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One inotify queue and the directories that are in it, each under the id of its node. A watch
 * belongs to the inode: it goes along when the directory is renamed, wherever to.
 *
 * <p>RACE: an event between the system call that adds a watch and the entry in the table here is
 * dropped. Whoever adds a watch lists the directory afterwards and so sees what it was about.
 */
public final class Watch implements AutoCloseable {
  /**
   * WHY: IN_MODIFY is needed because truncate(2) opens nothing and so closes nothing;
   * IN_EXCL_UNLINK because a removed file that is still open is nobody's business.
   */
  private static final int MASK =
      InotifyMask.IN_CREATE
          | InotifyMask.IN_DELETE
          | InotifyMask.IN_MOVED_FROM
          | InotifyMask.IN_MOVED_TO
          | InotifyMask.IN_MODIFY
          | InotifyMask.IN_CLOSE_WRITE
          | InotifyMask.IN_ATTRIB
          | InotifyMask.IN_ONLYDIR
          | InotifyMask.IN_EXCL_UNLINK;

  /** The kernel gave no number; also the watch of an overflow. */
  private static final int NONE = -1;

  /** What became of {@link #add}. */
  public enum Added {
    /** The directory is watched under this id from now on. */
    WATCHED,
    /** It was already, under this id. */
    UNCHANGED,
    /** It was already, under another id, which is watched no more. */
    TAKEN_OVER,
    /** {@link WatchLimit}: the directory is not watched. */
    LIMIT,
    /** It has been removed meanwhile. */
    VANISHED
  }

  private final Syscalls syscalls;
  private final Fd inotify;
  private final Fd wake;
  private final Object lock = new Object();
  private final Map<Integer, NodeId> nodes = new HashMap<>();
  private final Map<NodeId, Integer> watches = new HashMap<>();
  private @Nullable WatchLimit limit;
  private int cookies = NONE;
  private boolean closing;
  private boolean reading;

  /** How often {@link #read} has taken what was queued, and how often that has been heard. */
  private long taken;

  private long heard;

  private Watch(Syscalls syscalls, Fd inotify, Fd wake) {
    this.syscalls = syscalls;
    this.inotify = inotify;
    this.wake = wake;
  }

  /** What {@link #open} gives. */
  public sealed interface Opened {
    record Open(Watch watch) implements Opened {}

    /** No queue is to be had; the tree must be scanned from time to time. */
    record Refused(WatchLimit limit) implements Opened {}
  }

  /**
   * A new queue.
   *
   * @throws ErrnoException if the kernel refuses for another reason than a limit
   */
  public static Opened open(Syscalls syscalls) {
    Fd inotify;
    try {
      inotify = syscalls.inotifyInit();
    } catch (ErrnoException refused) {
      if (!refused.is(Errno.EMFILE)) {
        throw refused;
      }
      return new Opened.Refused(WatchLimit.read(syscalls, WatchLimit.What.INSTANCES));
    }
    try {
      return new Opened.Open(new Watch(syscalls, inotify, syscalls.eventfd()));
    } catch (ErrnoException refused) {
      inotify.close();
      throw refused;
    }
  }

  /**
   * Watches the directory that {@code directory} has open, as {@code key}. The descriptor is not
   * needed afterwards. If {@code key} watched another inode, that one is watched no more.
   */
  public Added add(Fd directory, NodeId key) {
    synchronized (lock) {
      int number;
      try {
        number = syscalls.inotifyAddWatch(inotify, directory, MASK);
      } catch (ErrnoException refused) {
        return switch (refused.errno()) {
          case ENOSPC -> {
            limit = WatchLimit.read(syscalls, WatchLimit.What.WATCHES);
            forget(key);
            yield Added.LIMIT;
          }
          case ENOENT -> {
            forget(key);
            yield Added.VANISHED;
          }
          default -> throw refused;
        };
      }
      return register(number, key);
    }
  }

  private Added register(int number, NodeId key) {
    Integer before = watches.get(key);
    if (before != null && before == number) {
      return Added.UNCHANGED;
    }
    forget(key);
    NodeId other = nodes.put(number, key);
    watches.put(key, number);
    if (other == null) {
      return Added.WATCHED;
    }
    watches.remove(other);
    return Added.TAKEN_OVER;
  }

  /** Ends the watch of a directory; what is still queued for it is dropped. */
  public void remove(NodeId key) {
    synchronized (lock) {
      forget(key);
    }
  }

  private void forget(NodeId key) {
    Integer number = watches.remove(key);
    if (number != null) {
      nodes.remove(number);
      end(number);
    }
  }

  private void end(int number) {
    try {
      syscalls.inotifyRmWatch(inotify, number);
    } catch (ErrnoException ended) {
      if (!ended.is(Errno.EINVAL)) {
        throw ended;
      }
    }
  }

  /**
   * A directory known as {@code loser} is {@code winner} from now on. If both are watched, the
   * loser's inode keeps the watch: it is the one that was found.
   */
  public void rename(NodeId loser, NodeId winner) {
    synchronized (lock) {
      Integer number = watches.remove(loser);
      if (number != null) {
        forget(winner);
        nodes.put(number, winner);
        watches.put(winner, number);
      }
    }
  }

  /** Whether a directory is watched, as far as the kernel has told. */
  public boolean has(NodeId key) {
    synchronized (lock) {
      return watches.containsKey(key);
    }
  }

  /** How many directories are watched. */
  public int size() {
    synchronized (lock) {
      return watches.size();
    }
  }

  /** The limit that an {@link #add} last ran into; null if none did. */
  public @Nullable WatchLimit limit() {
    synchronized (lock) {
      return limit;
    }
  }

  /**
   * Also watches our own directory of cookies.
   *
   * @return false at the limit of watches: barriers then cannot be proved
   */
  boolean addCookies(Fd directory) {
    synchronized (lock) {
      try {
        int mask = InotifyMask.IN_CREATE | InotifyMask.IN_ONLYDIR;
        cookies = syscalls.inotifyAddWatch(inotify, directory, mask);
        return true;
      } catch (ErrnoException refused) {
        if (!refused.is(Errno.ENOSPC)) {
          throw refused;
        }
        limit = WatchLimit.read(syscalls, WatchLimit.What.WATCHES);
        return false;
      }
    }
  }

  /**
   * Waits until something happens and returns all that is queued, oldest first; identical
   * consecutive hints are one. Never more than one thread.
   *
   * @return empty if what happened concerns nobody; after {@link #close} always, and at once
   */
  public List<Hint> read() {
    synchronized (lock) {
      if (closing) {
        return List.of();
      }
      reading = true;
    }
    try {
      syscalls.poll(List.of(inotify, wake), NONE);
      synchronized (lock) {
        taken++;
      }
      return drain();
    } finally {
      synchronized (lock) {
        reading = false;
        if (closing) {
          closeDescriptors();
        }
      }
    }
  }

  /** What is queued now, without waiting; for a caller that is the only reader. */
  public List<Hint> drain() {
    List<Hint> hints = new ArrayList<>();
    while (true) {
      List<InotifyEvent> events = isClosing() ? List.of() : syscalls.inotifyRead(inotify);
      if (events.isEmpty()) {
        return hints;
      }
      synchronized (lock) {
        for (InotifyEvent event : events) {
          Hint hint = decode(event);
          if (hint != null && (hints.isEmpty() || !hints.getLast().equals(hint))) {
            hints.add(hint);
          }
        }
      }
    }
  }

  /** Whoever has all that one {@link #read} returned says so, even if that was nothing. */
  public void heard() {
    synchronized (lock) {
      heard++;
    }
  }

  /** Now, in the kernel's stream of events: for {@link #isHeard}. */
  public long point() {
    synchronized (lock) {
      return taken + 1;
    }
  }

  /** Whether all that the kernel had to tell at a {@link #point} has been heard. */
  public boolean isHeard(long point) {
    // RACE: the queue first: what was in it a moment ago has been counted as taken by now.
    boolean queued = !isClosing() && syscalls.poll(List.of(inotify), 0).contains(inotify);
    synchronized (lock) {
      return heard >= point || (!queued && heard == taken);
    }
  }

  private boolean isClosing() {
    synchronized (lock) {
      return closing;
    }
  }

  private @Nullable Hint decode(InotifyEvent event) {
    if (event.kind() == InotifyEvent.Kind.OVERFLOW) {
      return new Hint.Overflow();
    }
    if (event.watch() == cookies) {
      return event.name() == null ? null : new Hint.Cookie(Name.of(event.name()));
    }
    NodeId directory = nodes.get(event.watch());
    if (directory == null) {
      return null;
    }
    if (event.kind() == InotifyEvent.Kind.IGNORED) {
      nodes.remove(event.watch());
      watches.remove(directory);
      return new Hint.Gone(directory);
    }
    byte[] bytes = event.name();
    Hint.Kind kind = kindOf(event);
    // LIMIT: longer names exist on a few file systems; they are never synced, see tree.Listing.
    if (bytes == null || kind == null || bytes.length > Name.MAX_BYTES) {
      return null;
    }
    return new Hint.Name(directory, Name.of(bytes), kind);
  }

  private static Hint.@Nullable Kind kindOf(InotifyEvent event) {
    boolean directory = event.onDirectory();
    return switch (event.kind()) {
      case CREATED -> directory ? Hint.Kind.CREATED_DIRECTORY : Hint.Kind.CREATED;
      case MOVED_TO -> directory ? Hint.Kind.ARRIVED_DIRECTORY : Hint.Kind.ARRIVED;
      case MOVED_FROM -> directory ? Hint.Kind.LEFT_DIRECTORY : Hint.Kind.LEFT;
      case DELETED -> Hint.Kind.LEFT;
      case MODIFIED -> Hint.Kind.MODIFIED;
      case CLOSED_WRITTEN -> Hint.Kind.CLOSED;
      case ATTRIBUTES -> Hint.Kind.METADATA;
      case ACCESSED,
          CLOSED_UNWRITTEN,
          OPENED,
          SELF_DELETED,
          SELF_MOVED,
          UNMOUNTED,
          OVERFLOW,
          IGNORED ->
          null;
    };
  }

  /** Ends all watches and wakes the reader, which then closes the queue. */
  @Override
  public void close() {
    synchronized (lock) {
      if (closing) {
        return;
      }
      closing = true;
      nodes.clear();
      watches.clear();
      if (reading) {
        syscalls.eventfdSignal(wake);
      } else {
        closeDescriptors();
      }
    }
  }

  private void closeDescriptors() {
    inotify.close();
    wake.close();
  }
}
