package io.twohop.daemon;

import io.twohop.core.hub.Heads;
import io.twohop.core.hub.Journal;
import io.twohop.core.hub.JournalRecord;
import io.twohop.index.PastHeads;
import io.twohop.keep.KeepItem;
import io.twohop.keep.KeepKind;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Versions that were overwritten or removed. Nothing is kept for it: the heads remember what nodes
 * were, and the journal has what they held. So a removal of a million files costs nothing, and the
 * journal's floor is the retention.
 *
 * <p>LIMIT: contents that ride in messages. A larger one can be had for as long as the hub's
 * content store holds it.
 *
 * <p>Any thread; it sees what the hub's thread has committed, which is seconds old.
 */
final class History {
  /** LIMIT: PATH_MAX allows 2,048 components. */
  private static final int MAX_DEPTH = 2_048;

  private final Path heads;
  private final Journal journal;
  private final Function<MemberId, String> names;

  History(Path heads, Journal journal, Function<MemberId, String> names) {
    this.heads = heads;
    this.journal = journal;
    this.names = names;
  }

  /**
   * One version that is not there any more.
   *
   * @param seq the change that made it
   * @param endSeq the change that overwrote or removed it
   */
  record Version(
      NodeId node, KeepKind kind, List<Name> path, Entry entry, long seq, long endSeq, String by) {
    String id() {
      return KeepItem.idOfVersion(node, seq);
    }
  }

  /** What was at a path, or directly in it if it is a directory; the newest first. */
  List<Version> of(List<Name> path) {
    try (PastHeads past = PastHeads.open(heads)) {
      List<NodeId> at = List.of(NodeId.ROOT);
      for (Name name : path) {
        at = step(past, at, name);
      }
      List<Version> found = new ArrayList<>();
      for (NodeId node : at) {
        found.addAll(versions(past, node));
      }
      List<NodeId> directories = at;
      past.removedWhere(r -> directories.contains(r.last().parent()))
          .forEach(r -> found.addAll(versions(past, r.last().node())));
      found.sort(Comparator.comparingLong(Version::endSeq).reversed());
      return found;
    }
  }

  private static List<NodeId> step(PastHeads past, List<NodeId> parents, Name name) {
    List<NodeId> next = new ArrayList<>();
    for (NodeId parent : parents) {
      NodeState live = past.at(parent, name);
      if (live != null) {
        next.add(live.node());
      }
    }
    past.removedWhere(r -> parents.contains(r.last().parent()) && r.last().name().equals(name))
        .forEach(r -> next.add(r.last().node()));
    return next;
  }

  private List<Version> versions(PastHeads past, NodeId node) {
    List<Version> found = new ArrayList<>();
    Heads.Removed removed = past.removed(node);
    NodeState last = removed == null ? past.live(node) : removed.last();
    if (last == null) {
      return found;
    }
    List<Name> path = pathOf(past, last);
    List<Heads.Body> bodies = past.pastBodies(node);
    for (int i = 0; i < bodies.size(); i++) {
      Heads.Body body = bodies.get(i);
      Heads.Body next =
          i + 1 < bodies.size() ? bodies.get(i + 1) : new Heads.Body(last.bodySeq(), last.entry());
      ContentHash content = contentOf(body.entry());
      if (content != null && !content.equals(contentOf(next.entry()))) {
        found.add(version(last, KeepKind.OVERWRITTEN, path, body, next.seq()));
      }
    }
    if (removed != null) {
      Heads.Body body = new Heads.Body(last.bodySeq(), last.entry());
      found.add(version(last, KeepKind.REMOVED, path, body, removed.seq()));
    }
    return found;
  }

  private Version version(
      NodeState node, KeepKind kind, List<Name> path, Heads.Body body, long endSeq) {
    JournalRecord.Accepted ended = journal.read(endSeq);
    String by = ended == null ? "" : names.apply(ended.author());
    return new Version(node.node(), kind, path, body.entry(), body.seq(), endSeq, by);
  }

  private static @Nullable ContentHash contentOf(Entry entry) {
    return entry instanceof Entry.RegularFile file ? file.content() : null;
  }

  private static List<Name> pathOf(PastHeads past, NodeState node) {
    ArrayDeque<Name> path = new ArrayDeque<>();
    NodeState at = node;
    while (at != null && !at.node().equals(NodeId.ROOT) && path.size() < MAX_DEPTH) {
      path.addFirst(at.name());
      NodeState live = past.live(at.parent());
      Heads.Removed removed = live == null ? past.removed(at.parent()) : null;
      at = removed == null ? live : removed.last();
    }
    return List.copyOf(path);
  }

  /** The version of this id, null if it is not remembered. */
  @Nullable Version find(String id) {
    String[] parts = id.split("-", -1);
    if (parts.length != 4 || !parts[0].equals("v")) {
      return null;
    }
    try (PastHeads past = PastHeads.open(heads)) {
      MemberId maker = new MemberId(Long.parseUnsignedLong(parts[1], 16));
      NodeId node = new NodeId(maker, Long.parseUnsignedLong(parts[2]));
      return versions(past, node).stream().filter(v -> v.id().equals(id)).findFirst().orElse(null);
    } catch (NumberFormatException other) {
      return null;
    }
  }

  /** What went together with a removed directory, parents first; the paths begin below it. */
  List<Version> below(Version directory) {
    try (PastHeads past = PastHeads.open(heads)) {
      List<Version> found = new ArrayList<>();
      int depth = directory.path().size();
      for (Heads.Removed r : past.removedWhere(r -> r.seq() == directory.endSeq())) {
        List<Name> path = pathOf(past, r.last());
        if (path.size() > depth && path.subList(0, depth).equals(directory.path())) {
          Heads.Body body = new Heads.Body(r.last().bodySeq(), r.last().entry());
          List<Name> rest = path.subList(depth, path.size());
          found.add(version(r.last(), KeepKind.REMOVED, rest, body, r.seq()));
        }
      }
      found.sort(Comparator.comparingInt(v -> v.path().size()));
      return found;
    }
  }

  /** A small content, from the change that brought it; null if the journal does not have it. */
  @Nullable Bytes content(Version version, ContentHash wanted) {
    List<Long> seqs = new ArrayList<>();
    seqs.add(version.seq());
    try (PastHeads past = PastHeads.open(heads)) {
      // Metadata may have changed since the content came.
      past.pastBodies(version.node()).stream()
          .filter(body -> wanted.equals(contentOf(body.entry())))
          .forEach(body -> seqs.add(body.seq()));
    }
    SmallContents small = new SmallContents(journal);
    for (long seq : seqs) {
      Bytes found = small.find(wanted, seq);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
