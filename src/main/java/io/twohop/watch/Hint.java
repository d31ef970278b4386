package io.twohop.watch;

import io.twohop.model.NodeId;

/** Something may have happened. In the order in which the kernel said it. */
public sealed interface Hint {
  /** What happened at a name of a watched directory. */
  enum Kind {
    /** A file, a symlink or something else was made, or a hard link. */
    CREATED,
    CREATED_DIRECTORY,
    /** Renamed to this name, from anywhere on the file system. */
    ARRIVED,
    ARRIVED_DIRECTORY,
    /** Removed, or a file renamed to elsewhere. */
    LEFT,
    /** A directory renamed to elsewhere. */
    LEFT_DIRECTORY,
    /** Written to or truncated; whoever did may go on. */
    MODIFIED,
    /** A descriptor that was open for writing, or the last mapping of it, was closed. */
    CLOSED,
    /** Mode, owner, times, extended attributes or the number of links changed. */
    METADATA
  }

  /** Look at this name in this directory. */
  record Name(NodeId directory, io.twohop.model.Name name, Kind kind) implements Hint {}

  /** The kernel's queue was full: anything may have happened anywhere. */
  record Overflow() implements Hint {}

  /**
   * The directory is watched no more, though nobody asked for that: it was removed, or its file
   * system was unmounted.
   */
  record Gone(NodeId directory) implements Hint {}

  /** A file of {@link Cookies} was made: every hint of what happened before it came before. */
  record Cookie(io.twohop.model.Name name) implements Hint {}
}
