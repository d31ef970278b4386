package io.twohop.apply;

import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.tree.Directory;
import io.twohop.tree.Tree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Directories by node, opened beneath the root and checked to be the right inode. Knows where
 * earlier actions of the same batch made or moved them.
 */
final class Directories {
  /** LIMIT: descriptors that stay open during a batch, so that siblings share one. */
  private static final int MAX_OPEN = 64;

  /** LIMIT: how often a walk is begun again because a rename raced it, see openat2(2), EAGAIN. */
  private static final int MAX_ATTEMPTS = 16;

  /**
   * LIMIT: PATH_MAX allows 2,048 components. More means a circle: a directory was made anew in what
   * turned out to be below it, and that is seen when the machine hears of it.
   */
  private static final int MAX_DEPTH = 2_048;

  private final Tree tree;
  private final Places places;
  private final Map<NodeId, Place> changed = new HashMap<>();
  private final SequencedMap<NodeId, Directory> open = new LinkedHashMap<>();

  Directories(Tree tree, Places places) {
    this.tree = tree;
    this.places = places;
  }

  /** A directory is here from now on, whatever the rows say. */
  void put(NodeId directory, Place place) {
    changed.put(directory, place);
  }

  /** A node is elsewhere from now on. */
  void moved(NodeId node, NodeId parent, Name name) {
    Place before = placeOf(node);
    if (before != null) {
      changed.put(node, new Place(parent, name, before.seen()));
    }
  }

  /** Closes what is open; the next use resolves anew. */
  void close() {
    open.values().forEach(Directory::close);
    open.clear();
  }

  /** The end of a batch: from now on the rows hold. */
  void forget() {
    close();
    changed.clear();
  }

  /**
   * The open directory, good until the next but {@value #MAX_OPEN} call; not the caller's to close.
   *
   * @param child for whose sake it is opened
   * @throws Hindered Disturbed, naming the topmost directory that is not where it should be
   */
  Directory open(NodeId node, Name child) {
    Directory known = open.remove(node);
    if (known == null) {
      known = openAnew(node, child);
      if (open.size() >= MAX_OPEN) {
        open.pollFirstEntry().getValue().close();
      }
    }
    open.putLast(node, known);
    return known;
  }

  Fd fd(NodeId node, Name child) {
    return open(node, child).fd();
  }

  private Directory openAnew(NodeId node, Name child) {
    if (node.equals(NodeId.ROOT)) {
      return tree.openDirectory(List.of());
    }
    Place place = placeOf(node);
    if (place == null) {
      throw new Hindered(new Obstacle.Disturbed(node, child));
    }
    List<Name> path = path(node);
    if (path.size() > MAX_DEPTH) {
      throw new Hindered(new Obstacle.Disturbed(node, child));
    }
    try {
      Directory opened = openRetrying(path);
      if (Prints.sameInode(opened.stat(), place.seen())) {
        return opened;
      }
      opened.close();
    } catch (ErrnoException refused) {
      Obstacle obstacle =
          switch (refused.errno()) {
            case EXDEV, EAGAIN -> new Obstacle.Disturbed(place.parent(), place.name());
            default -> Obstacles.of(refused, place.parent(), place.name());
          };
      if (!(obstacle instanceof Obstacle.Disturbed)) {
        throw new Hindered(obstacle);
      }
    }
    openAnew(place.parent(), place.name()).close();
    throw new Hindered(new Obstacle.Disturbed(place.parent(), place.name()));
  }

  private Directory openRetrying(List<Name> path) {
    for (int attempt = 1; ; attempt++) {
      try {
        return tree.openDirectory(path);
      } catch (ErrnoException raced) {
        if (!raced.is(Errno.EAGAIN) || attempt == MAX_ATTEMPTS) {
          throw raced;
        }
      }
    }
  }

  /** The names from the root to a directory, as far as they are known. */
  List<Name> path(NodeId directory) {
    List<Name> names = new ArrayList<>();
    NodeId at = directory;
    while (!at.equals(NodeId.ROOT)) {
      Place place = placeOf(at);
      if (place == null || names.size() > MAX_DEPTH) {
        break;
      }
      names.add(place.name());
      at = place.parent();
    }
    Collections.reverse(names);
    return names;
  }

  List<Name> path(NodeId directory, Name name) {
    List<Name> names = new ArrayList<>(path(directory));
    names.add(name);
    return names;
  }

  private @Nullable Place placeOf(NodeId node) {
    Place here = changed.get(node);
    return here != null ? here : places.placeOf(node);
  }
}
