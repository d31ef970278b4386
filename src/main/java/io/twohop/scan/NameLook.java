package io.twohop.scan;

import io.twohop.model.Facets;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.FileKind;
import io.twohop.posix.Stat;
import io.twohop.tree.Directory;
import io.twohop.watch.Watch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at one name: what is there, which node that is, and whether it differs. */
final class NameLook {
  /** How soon a name is looked at again where a plan of ours is under way. */
  private final Scene scene;

  private final Missings missings;
  private final Arrivals arrivals;
  private final FileLook files;
  private final Walk walk;
  private final @Nullable Watch watch;

  NameLook(Scene scene, Missings missings, Arrivals arrivals, Walk walk, @Nullable Watch watch) {
    this.scene = scene;
    this.missings = missings;
    this.arrivals = arrivals;
    this.walk = walk;
    this.files = new FileLook(scene, missings);
    this.watch = watch;
  }

  /**
   * Brings one look to its end, or lets it wait.
   *
   * @return false if it has to wait for what this step has found already
   */
  boolean look(Look look) {
    Place place = look.place;
    List<Name> parentPath = scene.known.pathOf(place.parent());
    if (parentPath == null) {
      scene.adrift(place.parent());
      drop(look);
      return true;
    }
    if (scene.isReported(place, scene.at(place))) {
      scene.agenda.behind(look);
      return false;
    }
    Directory parent = scene.open(place.parent());
    if (parent == null) {
      drop(look);
      return true;
    }
    Stat stat;
    try {
      stat = parent.lookAt(place.name());
    } catch (ErrnoException refused) {
      scene.troubles.unreadable(place, refused);
      scene.agenda.done(look);
      return true;
    }
    if (stat == null) {
      vanished(look, parentPath);
      return true;
    }
    return isOurs(look, parentPath, stat) ? dispatch(look, parent, stat) : true;
  }

  /** Where its directory is not to be found, the file is read when it is. */
  private void drop(Look look) {
    if (look.event || look.rehash) {
      scene.unread(look.place);
    }
    scene.agenda.done(look);
  }

  private void vanished(Look look, List<Name> parentPath) {
    KnownNode known = scene.at(look.place);
    if (known != null
        && !scene.isExcluded(parentPath, look.place.name(), known.entry().isDirectory())) {
      if (look.leftWhole && known.entry().isDirectory()) {
        missings.addLeftWhole(known);
      } else {
        missings.add(known, look.left);
      }
      if (look.event) {
        lookAtOtherLinks(known);
      }
    }
    arrivals.cancel(look.place);
    scene.troubles.clear(look.place);
    scene.agenda.done(look);
  }

  /** A descriptor opened under the name that is gone may still write into the other's inode. */
  private void lookAtOtherLinks(KnownNode gone) {
    Fingerprint seen = gone.seen();
    if (seen == null || gone.entry().isDirectory()) {
      return;
    }
    for (KnownNode other : scene.known.byInode(seen.inode(), seen.birth())) {
      if (!other.node().equals(gone.node())) {
        scene.agenda.touch(other.place());
      }
    }
  }

  /** Whether what is there is synced at all; if not, the look is over. */
  private boolean isOurs(Look look, List<Name> parentPath, Stat stat) {
    Place place = look.place;
    boolean directory = stat.kind() == FileKind.DIRECTORY;
    KnownNode known = scene.at(place);
    if (scene.isExcluded(parentPath, place.name(), directory)) {
      if (known != null && known.entry().isDirectory() != directory) {
        missings.add(known, look.event);
      }
      scene.agenda.done(look);
      return false;
    }
    if (scene.tree.isMountPoint(stat)) {
      scene.troubles.at(place, new Trouble.MountPoint(place.parent(), place.name()));
      scene.agenda.done(look);
      return false;
    }
    return true;
  }

  private boolean dispatch(Look look, Directory parent, Stat stat) {
    return switch (stat.kind()) {
      case DIRECTORY -> directory(look, stat);
      case REGULAR -> files.file(look, parent, stat);
      case SYMLINK -> files.symlink(look, parent, stat);
      case FIFO, SOCKET, BLOCK, CHARACTER -> {
        Place place = look.place;
        scene.troubles.at(place, new Trouble.Skipped(place.parent(), place.name(), stat.kind()));
        displace(scene.at(place), null, look.event);
        scene.agenda.done(look);
        yield true;
      }
    };
  }

  private void displace(@Nullable KnownNode before, @Nullable NodeId now, boolean witnessed) {
    if (before != null && !before.node().equals(now)) {
      missings.add(before, witnessed);
    }
  }

  private boolean directory(Look look, Stat stat) {
    Place place = look.place;
    KnownNode at = scene.at(place);
    KnownNode node = directoryByInode(stat);
    boolean takesOver = node == null && at != null && at.entry().isDirectory();
    if (takesOver && !look.decided) {
      look.decided = true;
      if (scene.scanning) {
        walk.defer(look);
      } else {
        scene.agenda.behind(look);
      }
      return true;
    }
    if (takesOver) {
      node = at;
    }
    if (scene.isReported(place, node)) {
      scene.agenda.behind(look);
      return false;
    }
    if (takesOver && waitsForHalf(look)) {
      return true;
    }
    boolean otherInode = node == null || !Prints.sameInode(node.seen(), stat);
    if (otherInode && (arrivals.isReading(place, stat) || cameWhole(look, takesOver, stat))) {
      arrivals.start(place, stat);
      scene.agenda.done(look);
      return true;
    }
    arrivals.cancel(place);
    displace(at, node == null ? null : node.node(), look.event);
    if (node == null) {
      scene.foundNewDirectory(place, stat);
    } else {
      knownDirectory(place, node, stat);
    }
    scene.agenda.done(look);
    return true;
  }

  /**
   * RACE: the look may come between the two renames that replace a directory, or before the second
   * has been read: then the kernel has yet to say how the directory that is there came.
   */
  private boolean waitsForHalf(Look look) {
    if (look.arrivedDirectory || look.made || look.waitedForHalf || watch == null) {
      return false;
    }
    look.waitedForHalf = true;
    scene.agenda.await(look, Look.Wait.AGAIN, scene.nowNanos + Missings.OTHER_HALF_NANOS);
    return true;
  }

  /**
   * Whether a directory came with all that is in it: renamed to here, or found at the name of
   * another one without having been made there. One that nobody spoke of, in a directory that is
   * itself new, came so if its inode was changed after its last entry, as by a rename.
   */
  private boolean cameWhole(Look look, boolean takesOver, Stat stat) {
    if (look.arrivedDirectory) {
      return true;
    }
    if (scene.scanning || look.made) {
      return false;
    }
    return takesOver || (!look.event && !stat.ctime().equals(stat.mtime()));
  }

  private void knownDirectory(Place place, KnownNode node, Stat stat) {
    Facets changed = Comparison.directory(node, stat, scene.directoryEntry(stat));
    boolean otherInode = !Prints.sameInode(node.seen(), stat);
    if (!node.isAt(place) || otherInode || !changed.isNone()) {
      scene.found(
          Comparison.present(
              node, place, scene.directoryEntry(stat), changed, Prints.of(stat), null));
    }
    // Unwatched: it was out of the tree for a while, or has just been made by us.
    boolean unseen = watch != null && !watch.has(node.node()) && walk.canWatch(node.node());
    if (otherInode || unseen || scene.scanning || scene.unlisted.remove(node.node())) {
      scene.expected.put(place, Prints.of(stat));
    }
  }

  private @Nullable KnownNode directoryByInode(Stat stat) {
    for (KnownNode node : scene.byInode(stat)) {
      if (node.entry().isDirectory()) {
        return node;
      }
    }
    return null;
  }
}
