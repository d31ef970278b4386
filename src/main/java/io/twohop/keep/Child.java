package io.twohop.keep;

import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import java.util.List;

/**
 * Something in a directory that is kept.
 *
 * @param path below the item's directory
 * @param entry what it was
 */
record Child(List<Name> path, NodeId node, Entry entry) {
  Child {
    path = List.copyOf(path);
  }
}
