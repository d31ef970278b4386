package io.twohop.scan;

import io.twohop.model.Fingerprint;
import io.twohop.model.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * One name that is to be looked at: why, and what it has been waiting for so far. Lives in the
 * {@link Agenda} from the first hint until the look has come to an end.
 */
final class Look {
  /** What a look waits for. */
  enum Wait {
    /** The rename of a name that looks temporary. */
    NAME,
    /** The chmod of a new file that nobody else may read. */
    MODE,
    /** Somebody has the file open for writing. */
    OPEN,
    /** Nobody can say whether it is open, so it must rest for a while. */
    QUIET,
    /** Reported, but the next change may have had the same times. */
    FRESH,
    /** It changed while it was looked at. */
    AGAIN,
    /** A worker reads it. */
    HASH,
    /** The scan has to be complete first. */
    SCAN
  }

  final Place place;

  /** Its rank in the queue; given anew when it is put behind the others. */
  long sequence;

  /** Null while it is queued or being looked at. */
  @Nullable Wait waiting;

  long dueNanos;

  /** The kernel spoke of this name; otherwise a scan came by. */
  boolean event;

  /** Closed after writing, or renamed to here, and not written to since. */
  boolean closed;

  /** The kernel said that the name left. */
  boolean left;

  /** It was a directory, and was renamed to elsewhere with all that is in it. */
  boolean leftWhole;

  /** A directory was made here. */
  boolean made;

  /** Renamed to here. */
  boolean arrived;

  boolean arrivedDirectory;

  /** All that was queued before has been looked at, so that a directory can be identified. */
  boolean decided;

  /** Hash even if the times are equal. */
  boolean rehash;

  /** A barrier ended the waits for a rename or a chmod. */
  boolean waitsOver;

  /** When these two waits end; 0 before they began. */
  long nameUntilNanos;

  long modeUntilNanos;

  /** The other half of what the kernel said has had its time. */
  boolean waitedForHalf;

  @Nullable Fingerprint quiet;
  long quietUntilNanos;

  /** Until when an empty file may be one that somebody is opening; 0 if that was not asked. */
  long openedUntilNanos;

  /** How long to wait for a writer before asking again. */
  long patienceNanos;

  /** The node that this will turn out to be, elsewhere known: it is not missing. */
  @Nullable NodeId holds;

  @Nullable HashJob job;

  Look(Place place, long sequence) {
    this.place = place;
    this.sequence = sequence;
  }
}
