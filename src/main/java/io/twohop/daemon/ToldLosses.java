package io.twohop.daemon;

import io.twohop.core.brake.Batch;
import io.twohop.core.spoke.Index;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a told tree would take from the disk. What comes again under the same path, as what is
 * replaced does, and contents that are elsewhere in it, as after a move that nobody saw, do not
 * count.
 *
 * @param files files and symlinks, those below directories included
 * @param topmost the nodes that stand for all that goes, with their names
 */
record ToldLosses(long files, Map<NodeId, HeldText.At> topmost, Batch batch) {
  /**
   * Compares a tree, as far as it has been told, with the index.
   *
   * @param hubHadUpTo see {@link ToldTree#gone}
   * @param onDisk whether a node of the index is on the disk, as far as this member knows
   */
  static ToldLosses of(ToldTree told, long hubHadUpTo, Index index, Predicate<NodeId> onDisk) {
    return new Count(told, told.gone(hubHadUpTo), index).losses(onDisk);
  }

  private static final class Count {
    private final ToldTree told;
    private final Set<NodeId> gone;
    private final Index index;
    private final Map<NodeId, Optional<NodeId>> standIns = new HashMap<>();
    private final Map<ContentHash, Integer> fresh = new HashMap<>();

    Count(ToldTree told, Set<NodeId> gone, Index index) {
      this.told = told;
      this.gone = gone;
      this.index = index;
      for (NodeState placed : told.placed()) {
        boolean isNew = index.node(placed.node()) == null;
        if (isNew && placed.entry() instanceof Entry.RegularFile file) {
          fresh.merge(file.content(), 1, Integer::sum);
        }
      }
    }

    ToldLosses losses(Predicate<NodeId> onDisk) {
      List<NodeState> missing = new ArrayList<>();
      for (NodeId node : gone) {
        NodeState state = index.node(node);
        NodeId standIn = standIn(node);
        if (standIn != null) {
          // What stands here does not stand elsewhere too.
          answersFor(told.node(standIn));
        } else if (state != null && onDisk.test(node)) {
          missing.add(state);
        }
      }
      Map<NodeId, HeldText.At> lost = new LinkedHashMap<>();
      long files = 0;
      for (NodeState state : missing) {
        if (!answersFor(state)) {
          lost.put(state.node(), new HeldText.At(state.parent(), state.name()));
          files += state.entry().isDirectory() ? 0 : 1;
        }
      }
      Set<NodeId> all = new HashSet<>(lost.keySet());
      boolean rootLoses = lost.values().stream().anyMatch(at -> at.parent().equals(NodeId.ROOT));
      lost.values().removeIf(at -> all.contains(at.parent()));
      List<NodeState> before = childrenOfRoot(onDisk);
      List<NodeState> after = new ArrayList<>(told.children(NodeId.ROOT));
      after.removeIf(child -> gone.contains(child.node()));
      return new ToldLosses(
          files,
          lost,
          Batch.missing(files, index.fileCount(), rootLoses, before.size(), after.size()));
    }

    private List<NodeState> childrenOfRoot(Predicate<NodeId> onDisk) {
      List<NodeState> children = new ArrayList<>();
      for (NodeState child : index.children(NodeId.ROOT)) {
        if (!child.node().equals(NodeId.ROOT) && onDisk.test(child.node())) {
          children.add(child);
        }
      }
      return children;
    }

    /** What the hub has under the path of a node; the node itself if it is not gone. */
    private @Nullable NodeId standIn(NodeId node) {
      if (!gone.contains(node)) {
        return node;
      }
      Optional<NodeId> known = standIns.get(node);
      if (known == null) {
        known = Optional.ofNullable(findStandIn(node));
        standIns.put(node, known);
      }
      return known.orElse(null);
    }

    private @Nullable NodeId findStandIn(NodeId node) {
      NodeState state = index.node(node);
      NodeId parent = state == null ? null : standIn(state.parent());
      if (state == null || parent == null) {
        return null;
      }
      NodeState there = told.at(parent, state.name());
      if (there == null || gone.contains(there.node())) {
        return null;
      }
      boolean alike = there.entry().isDirectory() == state.entry().isDirectory();
      return alike ? there.node() : null;
    }

    /** Takes a new file with this content, if there is one: each answers for one that is gone. */
    private boolean answersFor(@Nullable NodeState gone) {
      if (gone == null
          || !(gone.entry() instanceof Entry.RegularFile file)
          || !fresh.containsKey(file.content())) {
        return false;
      }
      fresh.computeIfPresent(file.content(), (c, count) -> count == 1 ? null : count - 1);
      return true;
    }
  }
}
