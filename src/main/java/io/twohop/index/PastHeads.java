package io.twohop.index;

import io.twohop.core.hub.Heads;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the heads remember of what is not there any more, as last committed: a reader of its own,
 * beside the hub's thread. One thread at a time.
 *
 * <p>LIMIT: removed nodes are found by a scan over all that are remembered; it is for people.
 */
public final class PastHeads implements AutoCloseable {
  private static final int CACHE_KIB = 512;

  private final HeadsReader reader;

  private PastHeads(HeadsReader reader) {
    this.reader = reader;
  }

  /** Opens heads that exist. */
  public static PastHeads open(Path file) {
    return new PastHeads(new HeadsReader(Database.openReader(file, CACHE_KIB)));
  }

  /** The live node at a name. */
  public @Nullable NodeState at(NodeId parent, Name name) {
    return reader.live().at(parent, name);
  }

  public @Nullable NodeState live(NodeId node) {
    return reader.live().get(node);
  }

  public Heads.@Nullable Removed removed(NodeId node) {
    return reader.removed(node);
  }

  /** All removed nodes for which this holds. */
  public List<Heads.Removed> removedWhere(Predicate<Heads.Removed> wanted) {
    List<Heads.Removed> found = new ArrayList<>();
    reader.forEachRemoved(removed -> {
      if (wanted.test(removed)) {
        found.add(removed);
      }
      return true;
    });
    return found;
  }

  /** What a node was before what it is, or was at last; the oldest first. */
  public List<Heads.Body> pastBodies(NodeId node) {
    return reader.pastBodies(node);
  }

  @Override
  public void close() {
    reader.close();
  }
}
