package io.twohop.apply;

import io.twohop.model.Action;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a directory that is to be replaced holds as far as this member knows, by path in it. */
final class KnownTree {
  private final NodeId top;
  private final Map<List<Name>, Action.Discard> byPath = new HashMap<>();

  KnownTree(NodeId top, List<Action.Discard> known) {
    this.top = top;
    Map<NodeId, Action.Discard> byNode = new HashMap<>();
    known.forEach(discard -> byNode.put(discard.node(), discard));
    for (Action.Discard discard : known) {
      List<Name> path = new ArrayList<>();
      for (Action.Discard at = discard; at != null; at = byNode.get(at.parent())) {
        path.addFirst(at.name());
      }
      byPath.put(path, discard);
    }
  }

  Action.@Nullable Discard at(List<Name> path) {
    return byPath.get(path);
  }

  /** The node of a directory in it; the empty path is the top. */
  NodeId directory(List<Name> path) {
    Action.Discard known = byPath.get(path);
    return known == null ? top : known.node();
  }

  Map<List<Name>, Action.Discard> all() {
    return byPath;
  }
}
