package io.twohop.index;

import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A set of nodes in about a bit each, because the counters of one maker lie close together: a
 * million nodes in some hundred kilobytes.
 */
final class NodeMarks {
  /** Counters that share a bit set; at most 8 KiB each. */
  private static final int BLOCK_BITS = 16;

  private record Block(MemberId maker, long number) {}

  private final Map<Block, BitSet> blocks = new HashMap<>();

  void add(NodeId node) {
    blocks.computeIfAbsent(blockOf(node), b -> new BitSet()).set(bitOf(node));
  }

  boolean has(NodeId node) {
    BitSet bits = blocks.get(blockOf(node));
    return bits != null && bits.get(bitOf(node));
  }

  void clear() {
    blocks.clear();
  }

  private static Block blockOf(NodeId node) {
    return new Block(node.maker(), node.counter() >>> BLOCK_BITS);
  }

  private static int bitOf(NodeId node) {
    return (int) (node.counter() & ((1 << BLOCK_BITS) - 1));
  }
}
