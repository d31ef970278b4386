package io.twohop.scan;

import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Finding;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Owner;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.tree.Directory;
import io.twohop.tree.Owners;
import io.twohop.tree.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What the parts of one scanner share: the disk, what is known of it, and what was found. */
final class Scene {

  final Tree tree;
  final Syscalls syscalls;
  final Known known;
  final Exclusion exclusion;
  final TemporaryNames temporary;
  final Owners owners;
  final Workers workers;
  final Agenda agenda = new Agenda();
  final Troubles troubles = new Troubles();
  final OpenDirectories directories;
  final Freshness freshness;
  final Residues residues;

  /** Directories that were reported and are to be listed once their node is known. */
  final Map<Place, Fingerprint> expected = new LinkedHashMap<>();

  /** Looks whose file a worker has read. */
  final Queue<Look> finished = new ConcurrentLinkedQueue<>();

  /** Directories in which something changed while they were not at their place. */
  private final Set<NodeId> stirred = new LinkedHashSet<>();

  /**
   * Directories that a listing of everything did not find, whatever changed in them: below them, it
   * is to be made up for where they are found.
   */
  final Set<NodeId> unlisted = new HashSet<>();

  /** Names in directories out of place that the kernel reported, or that were to be read. */
  private final Set<Place> unread = new LinkedHashSet<>();

  private final List<Finding> findings = new ArrayList<>();
  private final Set<Place> reportedPlaces = new HashSet<>();
  private final Set<NodeId> reportedNodes = new HashSet<>();
  private boolean directoryFound;

  /** Whether the scan that is under way, or was last, found a regular file as it is known. */
  boolean unchangedFile;

  /** Whether a scan of everything is under way: nothing is missing before it is complete. */
  boolean scanning;

  long nowNanos;
  final byte[] buffer = new byte[Reading.BUFFER_BYTES];

  Scene(
      Tree tree,
      Known known,
      Exclusion exclusion,
      TemporaryNames temporary,
      Owners owners,
      Workers workers) {
    this.tree = tree;
    this.syscalls = tree.syscalls();
    this.known = known;
    this.exclusion = exclusion;
    this.temporary = temporary;
    this.owners = owners;
    this.workers = workers;
    this.directories = new OpenDirectories(tree, known);
    this.freshness = new Freshness(tree);
    this.residues = new Residues(syscalls);
  }

  @Nullable KnownNode at(Place place) {
    return known.at(place.parent(), place.name());
  }

  List<KnownNode> byInode(Stat stat) {
    return known.byInode(stat.inode(), Prints.time(stat.birth()));
  }

  Owner owner(Stat stat) {
    return owners.of(stat.uid(), stat.gid());
  }

  Entry.Directory directoryEntry(Stat stat) {
    return new Entry.Directory(stat.mode() & Entry.MODE_BITS, owner(stat));
  }

  boolean isExcluded(List<Name> parentPath, Name name, boolean directory) {
    List<Name> path = new ArrayList<>(parentPath.size() + 1);
    path.addAll(parentPath);
    path.add(name);
    return exclusion.excluded(path, directory);
  }

  /**
   * Opens a directory; where it is not at its place, its place is looked at, and it is listed when
   * it is found.
   */
  @Nullable Directory open(NodeId node) {
    return switch (directories.reach(node)) {
      case OpenDirectories.Reached.Open open -> open.directory();
      case OpenDirectories.Reached.Unknown unknown -> {
        adrift(node);
        yield null;
      }
      case OpenDirectories.Reached.Misplaced misplaced -> {
        misplaced(node);
        yield null;
      }
      case OpenDirectories.Reached.Refused refused -> {
        KnownNode directory = node.equals(NodeId.ROOT) ? null : known.node(node);
        if (directory != null) {
          troubles.unreadable(directory.place(), refused.why());
        } else {
          troubles.rootUnreadable(refused.why());
        }
        yield null;
      }
    };
  }

  /** Something above a directory is not on the disk as far as is known; it may turn up yet. */
  void adrift(NodeId node) {
    if (known.node(node) != null) {
      stirred.add(node);
    }
  }

  void misplaced(NodeId node) {
    stirred.add(node);
    KnownNode directory = node.equals(NodeId.ROOT) ? null : known.node(node);
    if (directory != null) {
      agenda.touch(directory.place());
    }
  }

  /**
   * Whether this step has already reported something of this name or node: what is known is older
   * than that, so the look has to wait for the next step.
   */
  boolean isReported(Place place, @Nullable KnownNode node) {
    return reportedPlaces.contains(place) || (node != null && reportedNodes.contains(node.node()));
  }

  /** Whether this step has already reported something in this directory. */
  boolean hasReportedIn(NodeId directory) {
    return reportedPlaces.stream().anyMatch(place -> place.parent().equals(directory));
  }

  void found(Finding.Present present) {
    Place place = new Place(present.parent(), present.name());
    reportedPlaces.add(place);
    if (present.node() != null) {
      reportedNodes.add(present.node());
    }
    directoryFound |= present.entry().isDirectory();
    troubles.clear(place);
    findings.add(present);
  }

  /** What nobody made: told apart from the findings. */
  void left(Finding.Present residue) {
    Place place = new Place(residue.parent(), residue.name());
    reportedPlaces.add(place);
    if (residue.node() != null) {
      reportedNodes.add(residue.node());
    }
    troubles.clear(place);
    residues.add(new Residue(residue));
  }

  void found(Finding.Arrived arrived) {
    Finding.Present top = arrived.parts().getFirst().found();
    reportedPlaces.add(new Place(top.parent(), top.name()));
    if (top.node() != null) {
      reportedNodes.add(top.node());
    }
    directoryFound = true;
    findings.add(arrived);
  }

  void arriving(Place place) {
    findings.add(new Finding.Arriving(place.parent(), place.name()));
  }

  void missing(KnownNode node, boolean witnessed) {
    reportedNodes.add(node.node());
    findings.add(new Finding.Missing(node.node(), node.parent(), node.name(), witnessed));
  }

  /** Reports a directory that nobody knows yet; it is listed once it has an id. */
  void foundNewDirectory(Place place, Stat stat) {
    Fingerprint seen = Prints.of(stat);
    Entry entry = directoryEntry(stat);
    found(new Finding.Present(null, place.parent(), place.name(), entry, Facets.ALL, seen, null));
    expected.put(place, seen);
  }

  List<Finding> takeFindings() {
    List<Finding> taken = List.copyOf(findings);
    findings.clear();
    reportedPlaces.clear();
    reportedNodes.clear();
    return taken;
  }

  /** What is at this name is to be read when its directory is found. */
  void unread(Place place) {
    if (place.parent().equals(NodeId.ROOT) || known.node(place.parent()) != null) {
      unread.add(place);
    }
  }

  /** The names in a directory that were to be read when it could not be found. */
  List<Place> takeUnread(NodeId directory) {
    List<Place> taken = unread.stream().filter(p -> p.parent().equals(directory)).toList();
    unread.removeAll(taken);
    return taken;
  }

  boolean hasStirred() {
    return directoryFound && !stirred.isEmpty();
  }

  /** After a directory was found somewhere: those that may be reachable again. */
  List<NodeId> takeStirred() {
    if (!directoryFound || stirred.isEmpty()) {
      directoryFound = false;
      return List.of();
    }
    directoryFound = false;
    List<NodeId> taken = List.copyOf(stirred);
    stirred.clear();
    return taken;
  }
}
