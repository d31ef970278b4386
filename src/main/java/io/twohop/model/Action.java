package io.twohop.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing to do to the tree. Each says what it expects to find, so that nothing a user did
 * meanwhile is overwritten: if the disk is not as expected, the action is not done.
 */
public sealed interface Action {
  NodeId node();

  /**
   * Makes a name hold this file or symlink.
   *
   * @param expected what is there now and may be displaced; null if the name must be free
   * @param expectedHash the content that is known to be safe elsewhere, null with {@code expected}
   *     null or for a symlink
   */
  record Put(
      NodeId node,
      long seq,
      NodeId parent,
      Name name,
      Entry entry,
      @Nullable Fingerprint expected,
      @Nullable ContentHash expectedHash)
      implements Action {}

  /**
   * Makes an empty directory at a free name; one that is there already is adopted, whatever it
   * holds.
   */
  record MakeDirectory(NodeId node, NodeId parent, Name name, Entry.Directory entry)
      implements Action {}

  /** Changes mode, owner or times in place. */
  record SetMetadata(
      NodeId node, NodeId parent, Name name, Facets changed, Entry entry, Fingerprint expected)
      implements Action {}

  /**
   * Renames a node. Several of one plan may form chains and cycles: they are carried out together.
   */
  record Relocate(
      NodeId node,
      NodeId fromParent,
      Name fromName,
      NodeId toParent,
      Name toName,
      Fingerprint expected)
      implements Action {}

  /** Takes a file or symlink out of the tree. */
  record Discard(
      NodeId node,
      NodeId parent,
      Name name,
      Fingerprint expected,
      @Nullable ContentHash expectedHash)
      implements Action {}

  /**
   * Removes a directory that holds nothing any more; anything in it makes the action {@link
   * Obstacle.Blocked} with ENOTEMPTY.
   */
  record RemoveDirectory(NodeId node, NodeId parent, Name name, Fingerprint expected)
      implements Action {}

  /**
   * Builds a directory with all that is in it out of sight and makes it visible by one rename or
   * exchange.
   *
   * @param nodes what it holds, as {@link Put} and {@link MakeDirectory} whose {@code expected} is
   *     null, the top first, parents before children
   * @param replaced the directory that is at the name now, null if the name must be free
   * @param known what the replaced directory holds as far as this member knows: anything else in it
   *     makes the action {@link Obstacle.Disturbed}
   */
  record Install(
      NodeId node, List<Action> nodes, @Nullable Fingerprint replaced, List<Discard> known)
      implements Action {
    public Install {
      nodes = List.copyOf(nodes);
      known = List.copyOf(known);
    }
  }
}
