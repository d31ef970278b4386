package io.twohop.core.spoke;

import io.twohop.core.Nodes;
import io.twohop.core.message.TermEnd;
import io.twohop.model.Cursor;
import io.twohop.model.NodeId;
import io.twohop.model.Timestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The base of one member: rows by node, and a few numbers beside them. Writes are seen at once by
 * later reads; they become durable together, when the shell settles, and never before the files
 * that they speak of.
 */
public interface Index extends Nodes {
  /** The row of a node, or null. */
  @Nullable Row row(NodeId node);

  /**
   * The rows whose inode this is, by node: of hard links there are several, and of one node after
   * another that the inode was. Inode numbers are reused, hence the birth time.
   */
  List<Row> byInode(long inode, Timestamp birth);

  /** The rows, but for that of the root, which are not {@link Row#isShown}; by node. */
  List<Row> unshown();

  /**
   * Writes a row, in place of any earlier one of the node. The caller keeps (parent, name) unique
   * once its whole change is written.
   */
  void put(Row row);

  /** Forgets a node; its children must have gone or moved before the change is over. */
  void delete(NodeId node);

  /** How many files and symlinks there are, for the brakes. */
  long fileCount();

  /** The nodes that this disk cannot have as the hub has them, by node. */
  List<Blocked> blocked();

  /** Whether, and how, a node is blocked; null if it is not. */
  @Nullable Blocked blocked(NodeId node);

  /** Remembers that a node is blocked; replaces an earlier word. */
  void putBlocked(Blocked blocked);

  void deleteBlocked(NodeId node);

  /** Forgets all marks of {@link #markPresent}. */
  void clearPresent();

  /** Marks a node as named by the present state that the hub is sending. */
  void markPresent(NodeId node);

  /**
   * The nodes that have a row but no mark, children before parents; the root is never among them.
   */
  List<NodeId> notPresent(int limit);

  /** The cursor as last written; {@link Cursor#NOTHING} at first contact. */
  Cursor cursor();

  void setCursor(Cursor cursor);

  /** The terms of the hub that this member has changes of, oldest first; empty at first contact. */
  List<TermEnd> terms();

  void setTerms(List<TermEnd> terms);
}
