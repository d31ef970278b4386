package io.twohop.sim.linux;

import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.InotifyEvent;
import io.twohop.posix.InotifyEvent.Kind;
import io.twohop.posix.InotifyMask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * One inotify instance: merges an event into an equal one before it, and overflows at its bound.
 */
final class InotifyQueue {
  private static final int EVENTS_PER_READ = 256;

  private final ArrayDeque<InotifyEvent> events = new ArrayDeque<>();
  private final TreeMap<Integer, Watch> watches = new TreeMap<>();
  private final SimLimits limits;
  private int lastNumber;
  private boolean overflown;

  InotifyQueue(SimLimits limits) {
    this.limits = limits;
  }

  int add(Inode inode, int mask) {
    for (Watch watch : inode.watches) {
      if (watch.queue == this) {
        if ((mask & InotifyMask.IN_MASK_CREATE) != 0) {
          throw new ErrnoException(Errno.EEXIST, "inotify_add_watch", "");
        }
        watch.mask = mask;
        return watch.number;
      }
    }
    if (watches.size() >= limits.inotifyWatches) {
      throw new ErrnoException(Errno.ENOSPC, "inotify_add_watch", "");
    }
    Watch watch = new Watch(this, ++lastNumber, inode, mask);
    watches.put(watch.number, watch);
    inode.watches.add(watch);
    return watch.number;
  }

  void remove(int number) {
    Watch watch = watches.get(number);
    if (watch == null) {
      throw new ErrnoException(Errno.EINVAL, "inotify_rm_watch", "");
    }
    end(watch);
  }

  /** Ends a watch: its IGNORED event is the last. */
  void end(Watch watch) {
    watches.remove(watch.number);
    watch.inode.watches.remove(watch);
    put(new InotifyEvent(watch.number, Kind.IGNORED, false, 0, null));
  }

  void put(InotifyEvent event) {
    InotifyEvent last = events.peekLast();
    if (last != null && merges(last, event)) {
      return;
    }
    if (events.size() >= limits.inotifyQueuedEvents) {
      overflow();
      return;
    }
    events.add(event);
  }

  /** What the kernel says when its bound is reached; a test may force it. */
  void overflow() {
    if (!overflown) {
      overflown = true;
      events.add(new InotifyEvent(-1, Kind.OVERFLOW, false, 0, null));
    }
  }

  List<InotifyEvent> take() {
    List<InotifyEvent> taken = new ArrayList<>();
    while (!events.isEmpty() && taken.size() < EVENTS_PER_READ) {
      InotifyEvent event = events.remove();
      if (event.kind() == Kind.OVERFLOW) {
        overflown = false;
      }
      taken.add(event);
    }
    return taken;
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  void close() {
    for (Watch watch : watches.values()) {
      watch.inode.watches.remove(watch);
    }
    watches.clear();
    events.clear();
  }

  private static boolean merges(InotifyEvent last, InotifyEvent next) {
    return last.kind() != Kind.IGNORED
        && last.kind() == next.kind()
        && last.watch() == next.watch()
        && last.onDirectory() == next.onDirectory()
        && Arrays.equals(last.name(), next.name());
  }
}
