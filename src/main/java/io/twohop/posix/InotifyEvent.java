package io.twohop.posix;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One event of inotify(7), its mask decoded once. The kernel sets exactly one kind in each event
 * that it delivers.
 *
 * @param watch which watch it belongs to; -1 for {@link Kind#OVERFLOW}
 * @param kind what happened
 * @param onDirectory whether the subject is a directory
 * @param cookie the same number in the two halves of a rename, else 0
 * @param name the name inside the watched directory; null when the event is about the watched
 *     directory itself, or has none
 */
@SuppressWarnings("ArrayRecordComponent") // names are bytes and equality is by content, below
public record InotifyEvent(
    int watch, Kind kind, boolean onDirectory, int cookie, byte @Nullable [] name) {

  /** What happened. */
  public enum Kind {
    ACCESSED(InotifyMask.IN_ACCESS),
    MODIFIED(InotifyMask.IN_MODIFY),
    ATTRIBUTES(InotifyMask.IN_ATTRIB),
    CLOSED_WRITTEN(InotifyMask.IN_CLOSE_WRITE),
    CLOSED_UNWRITTEN(InotifyMask.IN_CLOSE_NOWRITE),
    OPENED(InotifyMask.IN_OPEN),
    MOVED_FROM(InotifyMask.IN_MOVED_FROM),
    MOVED_TO(InotifyMask.IN_MOVED_TO),
    CREATED(InotifyMask.IN_CREATE),
    DELETED(InotifyMask.IN_DELETE),
    /** The watched directory itself is gone. */
    SELF_DELETED(InotifyMask.IN_DELETE_SELF),
    /** The watched directory itself was renamed; the watch goes with it. */
    SELF_MOVED(InotifyMask.IN_MOVE_SELF),
    /** The file system was unmounted; IGNORED follows. */
    UNMOUNTED(0x2000),
    /** The kernel's queue was full: events are missing, from any watch. */
    OVERFLOW(0x4000),
    /** The watch is no more, because it was removed, or its directory is gone. */
    IGNORED(0x8000);

    private static final Kind[] VALUES = values();
    private final int bit;

    Kind(int bit) {
      this.bit = bit;
    }

    /** The bit of the event's mask. */
    public int bit() {
      return bit;
    }

    static @Nullable Kind ofMask(int mask) {
      for (Kind kind : VALUES) {
        if ((mask & kind.bit) != 0) {
          return kind;
        }
      }
      return null;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof InotifyEvent that
        && watch == that.watch
        && kind == that.kind
        && onDirectory == that.onDirectory
        && cookie == that.cookie
        && Arrays.equals(name, that.name);
  }

  @Override
  public int hashCode() {
    return (watch * 31 + kind.bit) * 31 + Arrays.hashCode(name);
  }

  @Override
  public String toString() {
    return kind
        + (onDirectory ? " directory" : "")
        + (name == null ? "" : " " + Printable.of(name))
        + " watch="
        + watch
        + (cookie == 0 ? "" : " cookie=" + cookie);
  }
}
