package io.twohop.model;

/**
 * A node's identity through its whole life: the member that made it and that member's counter, from
 * 1.
 *
 * <p>The number is known before the hub has heard of the node, so that a child can name its parent
 * before the parent is acknowledged.
 */
public record NodeId(MemberId maker, long counter) implements Comparable<NodeId> {
  /** The directory that the site is; every member has it, nobody made it. */
  public static final NodeId ROOT = new NodeId(new MemberId(0), 0);

  @Override
  public int compareTo(NodeId other) {
    int byMaker = maker.compareTo(other.maker);
    return byMaker != 0 ? byMaker : Long.compareUnsigned(counter, other.counter);
  }

  @Override
  public String toString() {
    return this.equals(ROOT) ? "root" : maker + "." + counter;
  }
}
