package io.twohop.scan;

import io.twohop.model.Bytes;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.FileKind;
import io.twohop.posix.Stat;
import io.twohop.tree.Child;
import io.twohop.tree.Directory;
import io.twohop.tree.Listing;
import io.twohop.watch.Watch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists directories: watch first, then names, so that nothing that happens meanwhile is missed.
 * Names that are as they are known cost one stat; the others are put on the agenda.
 */
final class Walk {
  private record Task(NodeId directory, boolean deep) {}

  /** The directory that is being listed; its descriptor is opened anew in each step. */
  private record Current(
      NodeId directory, boolean deep, Iterator<Child> names, Map<Name, KnownNode> unlisted) {}

  private final Scene scene;
  private final Missings missings;
  private final @Nullable Watch watch;
  private final Deque<Task> tasks = new ArrayDeque<>();
  private final Set<NodeId> unwatchable = new HashSet<>();
  private final List<Look> deferred = new ArrayList<>();
  private @Nullable Current current;

  Walk(Scene scene, Missings missings, @Nullable Watch watch) {
    this.scene = scene;
    this.missings = missings;
    this.watch = watch;
  }

  /** Lists a directory; if {@code deep}, all below it that is known, too. */
  void add(NodeId directory, boolean deep) {
    tasks.addFirst(new Task(directory, deep));
  }

  boolean isIdle() {
    return current == null && tasks.isEmpty();
  }

  /** False for a directory that no watch could be had for. */
  boolean canWatch(NodeId directory) {
    return !unwatchable.contains(directory);
  }

  /** How many directories are not watched because of the limit. */
  int unwatched() {
    return unwatchable.size();
  }

  /** A new try for all that could not be watched; they are listed again. */
  void retryWatches() {
    unwatchable.forEach(d -> add(d, false));
    unwatchable.clear();
  }

  /** Decides about a directory when the scan is complete. */
  void defer(Look look) {
    scene.agenda.await(look, Look.Wait.SCAN, Long.MAX_VALUE);
    deferred.add(look);
  }

  /** Lets all that was deferred go on; false if there was none. */
  boolean resumeDeferred() {
    boolean any = !deferred.isEmpty();
    deferred.forEach(scene.agenda::resume);
    deferred.clear();
    return any;
  }

  /** Does up to {@code budget} names; returns how many it did, 0 when there is nothing to do. */
  int step(int budget) {
    int done = 0;
    while (done < budget && !isIdle()) {
      if (current == null && isTooEarly(tasks.getFirst().directory())) {
        return done;
      }
      done++;
      if (current == null) {
        begin(tasks.removeFirst());
      } else {
        done += listSome(current, budget - done);
      }
    }
    return done;
  }

  /**
   * RACE: what this step has found in a directory may have gone before the watch, so that only the
   * listing can tell; and that misses what is known by then.
   */
  private boolean isTooEarly(NodeId directory) {
    return isUnwatched(directory) && scene.hasReportedIn(directory);
  }

  private void begin(Task task) {
    Directory directory = scene.open(task.directory());
    if (directory == null) {
      notListed(task.directory(), task.deep());
      return;
    }
    try {
      if (!watch(task.directory(), directory)) {
        scene.misplaced(task.directory());
        notListed(task.directory(), task.deep());
        return;
      }
      Listing listing = directory.list();
      if (task.directory().equals(NodeId.ROOT)) {
        scene.troubles.rootReadable();
      }
      Map<Name, KnownNode> known = new HashMap<>();
      scene.known.children(task.directory()).forEach(k -> known.put(k.name(), k));
      for (Bytes name : listing.tooLong()) {
        Name start = Name.of(Arrays.copyOf(name.shared(), Name.MAX_BYTES));
        scene.troubles.at(
            new Place(task.directory(), start), new Trouble.NameTooLong(task.directory(), name));
      }
      current = new Current(task.directory(), task.deep(), listing.children().iterator(), known);
    } catch (ErrnoException refused) {
      refusedToList(task.directory(), refused);
    }
  }

  private void notListed(NodeId directory, boolean deep) {
    if (deep) {
      scene.unlisted.add(directory);
    }
  }

  private void refusedToList(NodeId directory, ErrnoException refused) {
    KnownNode node = directory.equals(NodeId.ROOT) ? null : scene.known.node(directory);
    if (node != null) {
      scene.troubles.unreadable(node.place(), refused);
    } else {
      scene.troubles.rootUnreadable(refused);
    }
  }

  /** Returns false if the directory has been removed. */
  private boolean watch(NodeId node, Directory directory) {
    if (watch == null) {
      return true;
    }
    return switch (watch.add(directory.fd(), node)) {
      case WATCHED, UNCHANGED, TAKEN_OVER -> {
        unwatchable.remove(node);
        if (unwatchable.isEmpty()) {
          scene.troubles.watched();
        }
        yield true;
      }
      case LIMIT -> {
        unwatchable.add(node);
        var limit = watch.limit();
        if (limit != null) {
          scene.troubles.unwatched(new Trouble.Unwatched(node, limit));
        }
        yield true;
      }
      case VANISHED -> false;
    };
  }

  private int listSome(Current now, int budget) {
    OpenDirectories.Reached reached = scene.directories.reach(now.directory());
    if (!(reached instanceof OpenDirectories.Reached.Open(Directory directory, List<Name> path))) {
      // It moved while it was listed: listed again where it is found.
      current = null;
      scene.open(now.directory());
      notListed(now.directory(), now.deep());
      return 0;
    }
    int done = 0;
    while (done < budget && now.names().hasNext()) {
      child(now, directory, path, now.names().next());
      done++;
    }
    if (!now.names().hasNext()) {
      finish(now, path);
      current = null;
    }
    return done;
  }

  private void child(Current now, Directory directory, List<Name> path, Child child) {
    Name name = child.name();
    KnownNode known = now.unlisted().remove(name);
    Place place = new Place(now.directory(), name);
    Stat stat;
    try {
      stat = directory.lookAt(name);
    } catch (ErrnoException refused) {
      scene.troubles.unreadable(place, refused);
      return;
    }
    if (stat == null) {
      if (known != null) {
        missings.add(known, false);
      }
      return;
    }
    boolean isDirectory = stat.kind() == FileKind.DIRECTORY;
    if (scene.isExcluded(path, name, isDirectory)) {
      return;
    }
    if (known == null || !isAsKnown(known, stat)) {
      scene.agenda.touch(place);
    } else if (stat.kind() == FileKind.REGULAR && scene.freshness.isFresh(stat)) {
      scene.agenda.prove(place);
    } else if (stat.kind() == FileKind.REGULAR) {
      scene.unchangedFile = true;
    } else if (isDirectory && (now.deep() || isUnwatched(known.node()))) {
      add(known.node(), now.deep() || isUnwatched(known.node()));
    }
  }

  private boolean isUnwatched(NodeId directory) {
    return watch != null && !watch.has(directory) && canWatch(directory);
  }

  private boolean isAsKnown(KnownNode known, Stat stat) {
    if (scene.tree.isMountPoint(stat)
        || known.seen() == null
        || !Prints.sameInode(known.seen(), stat)) {
      return false;
    }
    return stat.kind() == FileKind.DIRECTORY
        ? known.entry().isDirectory() && Prints.sameMetadata(known.seen(), stat)
        : known.seen().equals(Prints.of(stat));
  }

  private void finish(Current now, List<Name> path) {
    for (KnownNode known : now.unlisted().values()) {
      // What is excluded by now is not gone, only invisible.
      if (!scene.isExcluded(path, known.name(), known.entry().isDirectory())) {
        missings.add(known, false);
      }
    }
  }
}
