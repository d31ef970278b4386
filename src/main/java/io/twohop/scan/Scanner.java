package io.twohop.scan;

import io.twohop.model.Finding;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.tree.Owners;
import io.twohop.tree.Tree;
import io.twohop.watch.Hint;
import io.twohop.watch.Watch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks where the kernel's hints and its owner send it, and says what is not as it is known. See
 * the package for the rules.
 *
 * <p>One thread owns it, the site's. It keeps no thread, no clock and, between steps, no descriptor
 * but those of files that workers read.
 */
public final class Scanner {
  private final Scene scene;
  private final Arrivals arrivals;
  private final Missings missings;
  private final Walk walk;
  private final NameLook names;
  private boolean scanAgain;
  private boolean scanEnded;
  private boolean scanCompleted;

  /**
   * @param watch null where no inotify queue is to be had: everything is then found by {@link
   *     #scanAll}
   */
  public Scanner(
      Tree tree,
      @Nullable Watch watch,
      Known known,
      Exclusion exclusion,
      TemporaryNames temporary,
      Owners owners,
      Workers workers) {
    this.scene = new Scene(tree, known, exclusion, temporary, owners, workers);
    this.arrivals = new Arrivals(scene);
    this.missings = new Missings(scene, arrivals, watch);
    this.walk = new Walk(scene, missings, watch);
    this.names = new NameLook(scene, missings, arrivals, walk, watch);
  }

  /**
   * From now on what this left of a file is told by {@link #takeResidues} and is no finding. To be
   * called before the first step after the machine stopped.
   */
  public void afterPowerCut(PowerCut cut) {
    scene.residues.after(cut);
  }

  /**
   * What the last step found of files that nobody made; to be taken after each step. Those of known
   * nodes have to be in {@link Known} before the next step, as findings are.
   */
  public List<Residue> takeResidues() {
    return scene.residues.take();
  }

  /** Takes one hint; what follows from it is done in later steps. */
  public void hint(Hint hint, long nowNanos) {
    scene.nowNanos = nowNanos;
    switch (hint) {
      case Hint.Name h -> scene.agenda.hint(new Place(h.directory(), h.name()), h.kind());
      case Hint.Overflow overflow -> scanAll();
      case Hint.Gone gone -> {
        KnownNode node =
            gone.directory().equals(NodeId.ROOT) ? null : scene.known.node(gone.directory());
        if (node != null) {
          scene.agenda.touch(node.place());
        }
      }
      case Hint.Cookie cookie -> {}
    }
  }

  /** Watches one directory and looks at each name in it. */
  public void lookInto(NodeId directory) {
    walk.add(directory, false);
  }

  /**
   * A directory known by another id until now is {@code winner}: what was to be looked at under the
   * old one would be forgotten, so it is listed again. Nothing happens if it is not a directory.
   */
  public void unite(NodeId winner) {
    KnownNode node = scene.known.node(winner);
    if (node != null && node.entry().isDirectory()) {
      walk.add(winner, scene.scanning);
    }
  }

  /** Looks at one name. */
  public void lookAgain(NodeId parent, Name name) {
    Place place = new Place(parent, name);
    scene.agenda.touch(place);
    if (!isScanOpen()) {
      // RACE: whoever asks stumbled over something that the kernel has reported and nobody has read
      // yet, like the first half of a rename: it is no guess.
      scene.agenda.expectEvent(place);
    }
  }

  /** Reads the file of this name, now or when the directory that it was found in is found again. */
  public void readAgain(NodeId parent, Name name) {
    scene.agenda.prove(new Place(parent, name));
  }

  /**
   * Watches and looks at everything. Nothing is reported missing before all of it has been looked
   * at. If a scan is under way, another one follows it.
   */
  public void scanAll() {
    if (scene.scanning) {
      scanAgain = true;
      return;
    }
    scene.scanning = true;
    scene.unchangedFile = false;
    scene.unlisted.clear();
    walk.add(NodeId.ROOT, true);
  }

  /** Whether the scan that is under way, or was last, found a regular file as it is known. */
  public boolean sawUnchangedFile() {
    return scene.unchangedFile;
  }

  /** Whether a scan of everything is under way, or {@link #takeScanCompleted} will tell of one. */
  public boolean isScanOpen() {
    return scene.scanning || scanEnded || scanCompleted;
  }

  /** Whether a scan of everything is under way. */
  public boolean scanning() {
    return scene.scanning;
  }

  /**
   * Whether a scan of everything has been completed since this was last asked; all its findings
   * have been returned then.
   */
  public boolean takeScanCompleted() {
    boolean completed = scanCompleted;
    scanCompleted = false;
    return completed;
  }

  /** What could not be looked at, told once each. */
  public List<Trouble> takeTroubles() {
    return scene.troubles.takeNews();
  }

  /** What cannot be looked at now, the oldest first; what is solved is not in it. */
  public List<Trouble> troubles() {
    return scene.troubles.current(unwatched() > 0);
  }

  /** How many there are of {@link #troubles}. */
  public int troubleCount() {
    return scene.troubles.count(unwatched() > 0);
  }

  /** How many directories are not watched because of a limit; scan from time to time if any. */
  public int unwatched() {
    return walk.unwatched();
  }

  /** Tries again to watch what could not be watched. */
  public void retryWatches() {
    walk.retryWatches();
  }

  /**
   * For a barrier: names that wait for a rename or a chmod wait no longer. Files that are open for
   * writing do.
   */
  public void endWaits(long nowNanos) {
    scene.nowNanos = nowNanos;
    scene.agenda.endWaits();
    missings.endWaits();
  }

  /**
   * A mark for {@link #isPast}. Files that were open for writing are asked once more, since what
   * was seen of them may be older than the mark.
   */
  public long mark() {
    scene.agenda.askWriters();
    return scene.agenda.mark();
  }

  /**
   * Whether everything that was to be looked at when the mark was made has been, and has been
   * reported; but for files that somebody has open for writing.
   */
  public boolean isPast(long mark) {
    return scene.agenda.oldestUnsettled() > mark
        && missings.oldest() > mark
        && walk.isIdle()
        && scene.expected.isEmpty()
        && arrivals.isEmpty();
  }

  /**
   * Looks at up to {@code budget} names. All that is returned has to be in {@link Known} before the
   * next step; a new directory is listed only then.
   */
  public List<Finding> step(long nowNanos, int budget) {
    scene.nowNanos = nowNanos;
    try {
      takeUp(nowNanos);
      missings.settle();
      scanCompleted |= scanEnded;
      scanEnded = false;
      int left = budget;
      while (left > 0) {
        int done = lookAtNames(left);
        if (done < 0) {
          break;
        }
        if (done == 0) {
          done = arrivals.step(left, node -> missings.add(node, true));
        }
        if (done == 0) {
          done = walk.step(left);
        }
        if (done == 0) {
          endScan();
          break;
        }
        left -= done;
      }
      return scene.takeFindings();
    } finally {
      scene.directories.close();
    }
  }

  private void takeUp(long nowNanos) {
    scene.agenda.wake(nowNanos);
    for (Look look = scene.finished.poll(); look != null; look = scene.finished.poll()) {
      scene.agenda.resume(look);
    }
    for (Map.Entry<Place, Fingerprint> e : List.copyOf(scene.expected.entrySet())) {
      KnownNode node = scene.at(e.getKey());
      Fingerprint seen = node == null ? null : node.seen();
      if (node != null && seen != null && seen.sameInode(e.getValue())) {
        walk.add(node.node(), true);
      }
    }
    scene.expected.clear();
    for (NodeId directory : scene.takeStirred()) {
      walk.add(directory, scene.unlisted.remove(directory));
      scene.takeUnread(directory).forEach(scene.agenda::prove);
    }
  }

  /** How many names were looked at; -1 if the rest has to wait for the next step. */
  private int lookAtNames(int budget) {
    int done = 0;
    while (done < budget) {
      Look look = scene.agenda.next();
      if (look == null) {
        break;
      }
      if (!names.look(look)) {
        return -1;
      }
      done++;
    }
    return done;
  }

  /** Called when nothing is left to do at the moment. */
  private void endScan() {
    boolean complete =
        scene.scanning
            && scene.expected.isEmpty()
            && arrivals.isEmpty()
            && !scene.agenda.hasReady()
            && walk.isIdle();
    if (!complete || walk.resumeDeferred()) {
      return;
    }
    scene.scanning = false;
    if (scanAgain) {
      scanAgain = false;
      scanAll();
      return;
    }
    boolean inPlace = scene.tree.isInPlace();
    scene.troubles.rootNotInPlace(!inPlace);
    // What is missing is reported at the beginning of the next step, and then the scan is complete.
    scanEnded = inPlace && !scene.troubles.isRootUnreadable();
  }

  /**
   * When {@link #step} has to be called at the latest: {@link Long#MIN_VALUE} for at once, {@link
   * Long#MAX_VALUE} for not before something happens.
   */
  public long nextDueNanos() {
    boolean now =
        scene.agenda.hasReady()
            || !walk.isIdle()
            || !scene.expected.isEmpty()
            || !scene.finished.isEmpty()
            || scene.hasStirred()
            || scanEnded
            || (scene.scanning && arrivals.isEmpty());
    if (now) {
      return Long.MIN_VALUE;
    }
    long next = Math.min(scene.agenda.nextDueNanos(), arrivals.nextDueNanos());
    return Math.min(next, missings.nextDueNanos());
  }

  /** Whether nothing is waiting, being read or to be looked at. */
  public boolean idle() {
    return scene.agenda.isEmpty()
        && walk.isIdle()
        && arrivals.isEmpty()
        && missings.isEmpty()
        && scene.expected.isEmpty()
        && !scene.scanning
        && !scanEnded;
  }

  /** What there is to do, for logs and failing tests. */
  @Override
  public String toString() {
    return "scanner: "
        + scene.agenda
        + (scene.scanning ? ", scanning" : "")
        + (walk.isIdle() ? "" : ", listing")
        + (arrivals.isEmpty() ? "" : ", reading arrivals")
        + (missings.isEmpty() ? "" : ", asking for " + missings)
        + (scene.expected.isEmpty() ? "" : ", expecting " + scene.expected.keySet());
  }
}
