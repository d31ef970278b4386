package io.twohop.scan;

import io.twohop.model.Bytes;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.FileKind;
import io.twohop.watch.WatchLimit;

/** Something that cannot be looked at, and is therefore neither changed nor removed elsewhere. */
public sealed interface Trouble {
  /**
   * The kernel refused; what is at the name is unknown.
   *
   * @param errno the kernel's number
   * @param reason its meaning for people
   */
  record Unreadable(NodeId parent, Name name, int errno, String reason) implements Trouble {}

  /** A FIFO, a socket or a device: never synced. */
  record Skipped(NodeId parent, Name name, FileKind kind) implements Trouble {}

  /** Another file system is mounted there: not entered. */
  record MountPoint(NodeId parent, Name name) implements Trouble {}

  /** A name that other file systems cannot hold. */
  record NameTooLong(NodeId parent, Bytes name) implements Trouble {}

  /** The directory cannot be watched; said once until a watch succeeds again. */
  record Unwatched(NodeId directory, WatchLimit limit) implements Trouble {}

  /** The root cannot be opened or listed: nothing is known, and no scan is complete. */
  record RootUnreadable(int errno, String reason) implements Trouble {}

  /** The root is not where it was: nothing that is missing below it is taken for removed. */
  record RootNotInPlace() implements Trouble {}
}
