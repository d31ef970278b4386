package io.twohop.keep;

import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Something that a simulated keep was given. */
final class Thing {
  final NodeId node;
  final Entry entry;
  final byte[] content;
  final Map<Name, Thing> below = new TreeMap<>();

  /** That it is kept was told. */
  boolean told;

  /** Somebody wants it gone, and was not told yet that it is. */
  boolean going;

  Thing(NodeId node, Entry entry, byte[] content) {
    this.node = node;
    this.entry = entry;
    this.content = content;
  }

  /** Those that something can join. */
  void collectDirectories(List<Thing> directories) {
    if (entry.isDirectory()) {
      directories.add(this);
      below.values().forEach(child -> child.collectDirectories(directories));
    }
  }
}
