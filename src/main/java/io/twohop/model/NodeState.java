package io.twohop.model;

/**
 * A live node: its one place, what it is, and the versions of both.
 *
 * @param placeSeq the change that last created or moved it; 0 for the root
 * @param bodySeq the change that last altered its content or metadata
 */
public record NodeState(
    NodeId node, NodeId parent, Name name, long placeSeq, Entry entry, long bodySeq) {
  /**
   * The site's directory before anybody altered it. Its parent is itself and its name means
   * nothing: no directory lists it.
   */
  public static final NodeState ROOT =
      new NodeState(
          NodeId.ROOT,
          NodeId.ROOT,
          Name.of("root"),
          0,
          new Entry.Directory(0755, new Owner("", 0, "", 0)),
          0);

  public NodeState movedTo(NodeId newParent, Name newName, long seq) {
    return new NodeState(node, newParent, newName, seq, entry, bodySeq);
  }

  public NodeState withBody(Entry newEntry, long seq) {
    return new NodeState(node, parent, name, placeSeq, newEntry, seq);
  }

  /** The newer of its two versions. */
  public long newestSeq() {
    return Math.max(placeSeq, bodySeq);
  }
}
