package io.twohop.keep;

import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where directories that lost are kept, so that what lost below one of them joins it. */
final class LostDirectories {
  private final Map<NodeId, Place> places = new HashMap<>();

  /** In an item, with a path below that item's own directory. */
  record Place(String item, List<Name> path) {
    /** Where something in this directory belongs. */
    List<Name> of(Name name) {
      List<Name> below = new ArrayList<>(path);
      below.add(name);
      return below;
    }
  }

  /** Something is in an item; nothing happens if it is no directory. */
  void kept(KeepItem item, List<Name> path, NodeId node, Entry entry) {
    // WHY: what is kept for as long as a restore takes would take a loser with it.
    if (entry.isDirectory() && item.kind().isEvidence()) {
      places.put(node, new Place(item.id(), path));
    }
  }

  /** Null if no such directory is kept. */
  @Nullable Place of(NodeId directory) {
    return places.get(directory);
  }

  void dropped(String item) {
    places.values().removeIf(place -> place.item().equals(item));
  }
}
