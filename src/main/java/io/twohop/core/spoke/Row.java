package io.twohop.core.spoke;

import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.NodeState;
import org.jspecify.annotations.Nullable;

/**
 * One node of the base.
 *
 * @param state what disk and journal last had in common
 * @param seen the node's inode when it was last looked at; null if the node is not on this disk
 *     (blocked, or not yet made)
 */
public record Row(NodeState state, @Nullable Fingerprint seen) {
  /**
   * Whether the node was on this disk, with its mode and its time.
   *
   * <p>LIMIT: times are compared by the second, since some file systems keep no more, and owners
   * are not compared: where one cannot be set, that is told once.
   */
  public boolean isShown() {
    Disk disk = lastSeen();
    if (disk == null) {
      return false;
    }
    return switch (disk.entry()) {
      case Entry.RegularFile f ->
          state.entry() instanceof Entry.RegularFile wanted
              && f.mode() == wanted.mode()
              && f.mtime().seconds() == wanted.mtime().seconds();
      case Entry.Directory d -> d.equals(state.entry());
      case Entry.Symlink s -> true;
    };
  }

  /** The node with the mode and the time that it had when it was looked at; null if it was not. */
  @Nullable Disk lastSeen() {
    return seen == null
        ? null
        : new Disk(state.parent(), state.name(), asSeen(state.entry(), seen), seen);
  }

  private static Entry asSeen(Entry wanted, Fingerprint seen) {
    int mode = seen.mode() & Entry.MODE_BITS;
    return switch (wanted) {
      case Entry.RegularFile f ->
          new Entry.RegularFile(f.content(), f.sizeBytes(), mode, f.owner(), seen.mtime());
      case Entry.Directory d -> new Entry.Directory(mode, d.owner());
      case Entry.Symlink s -> s;
    };
  }
}
