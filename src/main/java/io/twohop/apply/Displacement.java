package io.twohop.apply;

import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.Fd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One inode in the stage that was in the tree.
 *
 * @param baseSeq the body version it is, 0 if unknown
 * @param removed its node went; otherwise a newer version took its place
 * @param path where it was, empty if that is not known any more (after an unclean stop)
 * @param hash of a file its content, of a symlink its target; null for a directory
 * @param stage the directory it is in
 */
public record Displacement(
    NodeId node,
    long baseSeq,
    boolean removed,
    List<Name> path,
    Entry entry,
    @Nullable ContentHash hash,
    Fd stage,
    String stageName) {
  public Displacement {
    path = List.copyOf(path);
  }
}
