package io.twohop.scan;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.FileKind;
import io.twohop.posix.Stat;
import io.twohop.tree.Directory;
import io.twohop.watch.Watch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that were not where they are known to be. Each is asked for once more after everything that
 * was queued with it has been looked at, because it may have turned up elsewhere: only what is
 * proved to be gone then is reported missing.
 */
final class Missings {
  /**
   * The two halves of a rename are queued one after the other but not at once: the second may be
   * read only after the first has been looked at.
   */
  static final long OTHER_HALF_NANOS = 5_000_000L;

  /**
   * A directory that was renamed out of the tree may be about to get a successor: WordPress sleeps
   * for 200 ms between moving a plugin's old directory away and moving the new one in ({@code
   * move_dir} in wp-admin/includes/file.php). With the wait for names that are gone, this is a
   * second.
   */
  static final long SUCCESSOR_NANOS = 900_000_000L;

  /** How soon to ask again whether the kernel has told what came before. */
  private static final long HEARD_AGAIN_NANOS = 2_000_000L;

  /** How soon to ask again where something of ours is in the way. */
  private static final long AGAIN_NANOS = 20_000_000L;

  /**
   * A name that may be gone.
   *
   * @param mark when it was queued
   * @param point when it was queued, among what the kernel tells
   * @param afterMark what has to be looked at before: all that the kernel told up to then; {@link
   *     Long#MAX_VALUE} until it has
   */
  private record Candidate(
      Place place,
      boolean witnessed,
      long mark,
      long point,
      long afterMark,
      long notBeforeNanos,
      boolean leftWhole) {
    Candidate notBefore(long nanos) {
      return new Candidate(place, witnessed, mark, point, afterMark, nanos, leftWhole);
    }

    Candidate after(long mark) {
      return new Candidate(place, witnessed, this.mark, point, mark, notBeforeNanos, leftWhole);
    }
  }

  private enum Answer {
    GONE,
    HERE,
    LATER
  }

  private final Scene scene;
  private final Arrivals arrivals;
  private final @Nullable Watch watch;
  private final Map<NodeId, Candidate> candidates = new LinkedHashMap<>();

  Missings(Scene scene, Arrivals arrivals, @Nullable Watch watch) {
    this.scene = scene;
    this.arrivals = arrivals;
    this.watch = watch;
  }

  /** A node is not where it is known to be. */
  void add(KnownNode node, boolean witnessed) {
    // RACE: a listing may find out before the kernel's word of it is read, which makes it
    // witnessed.
    add(node, witnessed, false, OTHER_HALF_NANOS);
  }

  /** A directory was renamed from where it is known to be. */
  void addLeftWhole(KnownNode directory) {
    add(directory, true, true, SUCCESSOR_NANOS);
  }

  private void add(KnownNode node, boolean witnessed, boolean leftWhole, long patienceNanos) {
    if (scene.scanning && node.entry().isDirectory()) {
      scene.unlisted.add(node.node());
    }
    Candidate before = candidates.get(node.node());
    // Each that leaves whole may get a successor, also one that has just come as such itself.
    if (before != null
        && !leftWhole
        && before.place().equals(node.place())
        && (before.witnessed() || !witnessed)) {
      return;
    }
    candidates.put(
        node.node(),
        new Candidate(
            node.place(),
            witnessed,
            scene.agenda.mark(),
            watch == null ? 0 : watch.point(),
            Long.MAX_VALUE,
            scene.nowNanos + patienceNanos,
            leftWhole));
  }

  boolean isEmpty() {
    return candidates.isEmpty();
  }

  /** Ends the wait for second halves and successors. */
  void endWaits() {
    candidates.replaceAll((node, c) -> c.notBefore(scene.nowNanos));
  }

  /** The mark of the oldest, {@link Long#MAX_VALUE} if there is none. */
  long oldest() {
    return candidates.isEmpty() ? Long.MAX_VALUE : candidates.values().iterator().next().mark();
  }

  /** When some can be decided, as far as it is known; {@link Long#MAX_VALUE} if none waits. */
  long nextDueNanos() {
    if (scene.scanning) {
      return Long.MAX_VALUE;
    }
    long next = Long.MAX_VALUE;
    for (Map.Entry<NodeId, Candidate> e : candidates.entrySet()) {
      if (!scene.agenda.holds(e.getKey())) {
        next = Math.min(next, e.getValue().notBeforeNanos());
      }
    }
    return next;
  }

  /** Reports what is gone. To be called before anything else is found in a step. */
  void settle() {
    if (scene.scanning || candidates.isEmpty()) {
      return;
    }
    candidates
        .entrySet()
        .removeIf(e -> e.getValue().leftWhole() && isElsewhere(e.getKey(), e.getValue()));
    Map<Long, Boolean> heard = new HashMap<>();
    candidates.replaceAll((node, c) -> heard(c, heard));
    long oldestReady = scene.agenda.oldestReady();
    List<Map.Entry<NodeId, Candidate>> ripe = new ArrayList<>();
    for (Map.Entry<NodeId, Candidate> e : candidates.entrySet()) {
      Candidate c = e.getValue();
      if (c.afterMark() < oldestReady && c.notBeforeNanos() <= scene.nowNanos) {
        ripe.add(Map.entry(e.getKey(), c));
      }
    }
    if (ripe.isEmpty()) {
      return;
    }
    List<Map.Entry<NodeId, Candidate>> gone = new ArrayList<>();
    for (Map.Entry<NodeId, Candidate> e : ripe) {
      switch (ask(e.getKey(), e.getValue())) {
        case GONE -> gone.add(e);
        case HERE -> candidates.remove(e.getKey());
        case LATER ->
            candidates.replace(e.getKey(), e.getValue().notBefore(scene.nowNanos + AGAIN_NANOS));
      }
    }
    gone.forEach(e -> candidates.remove(e.getKey()));
    boolean inPlace = gone.isEmpty() || scene.tree.isInPlace();
    scene.troubles.rootNotInPlace(!inPlace);
    if (inPlace) {
      gone.forEach(e -> report(e.getKey(), e.getValue()));
    }
  }

  /**
   * RACE: a name may be seen to be gone before the kernel's word is heard that it is another one
   * now. Taken for a removal, that would take all that is in a directory out of every tree.
   */
  private Candidate heard(Candidate c, Map<Long, Boolean> asked) {
    if (c.afterMark() != Long.MAX_VALUE || c.notBeforeNanos() > scene.nowNanos) {
      return c;
    }
    boolean heard = watch == null || asked.computeIfAbsent(c.point(), watch::isHeard);
    return heard ? c.after(scene.agenda.mark()) : c.notBefore(scene.nowNanos + HEARD_AGAIN_NANOS);
  }

  /** Found at another name meanwhile, or not known any more. */
  private boolean isElsewhere(NodeId id, Candidate candidate) {
    KnownNode node = scene.known.node(id);
    return node == null || !node.isAt(candidate.place());
  }

  private Answer ask(NodeId id, Candidate candidate) {
    KnownNode node = scene.known.node(id);
    if (node == null) {
      askForAnother(candidate);
      return Answer.HERE;
    }
    Place place = node.place();
    if (scene.agenda.holds(id) || arrivals.isUnderWay(place)) {
      return Answer.LATER;
    }
    return switch (scene.directories.reach(place.parent())) {
      case OpenDirectories.Reached.Open(Directory parent, List<Name> path) ->
          askIn(parent, node, place);
      // Its directory is gone, and it with it; or elsewhere, and is listed when it is found.
      case OpenDirectories.Reached.Unknown unknown -> {
        scene.adrift(place.parent());
        yield Answer.HERE;
      }
      case OpenDirectories.Reached.Misplaced misplaced -> {
        scene.misplaced(place.parent());
        yield Answer.HERE;
      }
      case OpenDirectories.Reached.Refused refused -> {
        scene.troubles.unreadable(place, refused.why());
        yield Answer.HERE;
      }
    };
  }

  /** The node is known by another id meanwhile, and is as gone by that. */
  private void askForAnother(Candidate candidate) {
    if (scene.at(candidate.place()) != null) {
      scene.agenda.touch(candidate.place());
      if (candidate.witnessed()) {
        scene.agenda.expectEvent(candidate.place());
      }
    }
  }

  private Answer askIn(Directory parent, KnownNode node, Place place) {
    Stat stat;
    try {
      stat = parent.lookAt(place.name());
    } catch (ErrnoException refused) {
      scene.troubles.unreadable(place, refused);
      return Answer.HERE;
    }
    boolean wasDirectory = node.entry().isDirectory();
    boolean otherKind = stat != null && wasDirectory != (stat.kind() == FileKind.DIRECTORY);
    if (stat == null || otherKind || isNeverSynced(stat)) {
      return Answer.GONE;
    }
    KnownNode there = scene.at(place);
    if (there != null && !there.node().equals(node.node())) {
      return Answer.GONE;
    }
    if (wasDirectory && !Prints.sameInode(node.seen(), stat)) {
      scene.agenda.touch(place);
    }
    return Answer.HERE;
  }

  private static boolean isNeverSynced(Stat stat) {
    return switch (stat.kind()) {
      case REGULAR, DIRECTORY, SYMLINK -> false;
      case FIFO, SOCKET, BLOCK, CHARACTER -> true;
    };
  }

  private void report(NodeId id, Candidate candidate) {
    KnownNode node = scene.known.node(id);
    if (node == null) {
      return;
    }
    scene.troubles.clear(node.place());
    if (node.entry().isDirectory()) {
      unwatch(id);
    }
    scene.missing(node, candidate.witnessed());
  }

  /** A directory that still has its watch was moved out of the tree: it is nobody's business. */
  private void unwatch(NodeId directory) {
    if (watch == null || !watch.has(directory)) {
      return;
    }
    for (KnownNode child : scene.known.children(directory)) {
      if (child.entry().isDirectory()) {
        unwatch(child.node());
      }
    }
    watch.remove(directory);
  }

  @Override
  public String toString() {
    return candidates.keySet().toString();
  }
}
