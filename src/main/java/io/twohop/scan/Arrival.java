package io.twohop.scan;

import io.twohop.model.Bytes;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Finding;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.Stat;
import io.twohop.posix.WriterProbe;
import io.twohop.tree.Child;
import io.twohop.tree.Directory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One directory that came into the tree whole, being read in order to be told as one. What changes
 * in it meanwhile is found afterwards, when it is watched and listed like any other.
 */
final class Arrival {
  /** How long files that are still open for writing are waited for. */
  static final long OPEN_NANOS = 1_000_000_000L;

  private static final long PROBE_NANOS = 50_000_000L;

  /** How much longer it waits for the hub's answer to what was in its place before. */
  private static final long ANSWER_NANOS = 10_000_000_000L;

  /** Well within the wait for names that are gone. */
  private static final long TELL_NANOS = 40_000_000L;

  /** LIMIT: larger ones are told one by one. */
  static final int MAX_NODES = 50_000;

  static final long MAX_BYTES = 1L << 30;

  /** LIMIT: contents held in memory; further small files are told without theirs. */
  private static final long MAX_INLINE_BYTES = 16L << 20;

  /** How it stands after a step. */
  enum Progress {
    GOING_ON,
    /** Nothing to do until {@link #nextDueNanos}, or until a worker is done. */
    WAITING,
    COMPLETE,
    /** Too large, gone, or perhaps hit by a power cut: to be looked at name by name. */
    GIVEN_UP
  }

  private static final class Part {
    final int parent;
    final Name name;
    Stat stat;
    @Nullable Entry entry;
    @Nullable Fingerprint vouched;
    @Nullable Bytes content;
    @Nullable HashJob job;

    Part(int parent, Name name, Stat stat) {
      this.parent = parent;
      this.name = name;
      this.stat = stat;
    }
  }

  private final Scene scene;
  private final Place place;
  private final Stat top;
  private final long deadlineNanos;
  private final List<Part> parts = new ArrayList<>();
  private final Deque<Integer> directories = new ArrayDeque<>();
  private final Deque<Integer> files = new ArrayDeque<>();
  private final List<Integer> open = new ArrayList<>();
  private final List<Integer> reading = new ArrayList<>();
  private long bytes;
  private boolean mayBeResidue;
  private long inlineBytes;
  private long nextProbeNanos;
  private long tellAtNanos;

  Arrival(Scene scene, Place place, Stat top) {
    this.scene = scene;
    this.place = place;
    this.top = top;
    this.deadlineNanos = scene.nowNanos + OPEN_NANOS;
    Part first = new Part(-1, place.name(), top);
    first.entry = scene.directoryEntry(top);
    parts.add(first);
    directories.add(0);
  }

  boolean isOf(Stat stat) {
    return top.sameInode(stat);
  }

  /** {@link Long#MIN_VALUE} if it can go on now; a worker may be done earlier. */
  long nextDueNanos() {
    if (!directories.isEmpty() || !files.isEmpty()) {
      return Long.MIN_VALUE;
    }
    boolean done = open.isEmpty() || scene.nowNanos >= deadlineNanos;
    return done ? tellAtNanos : Math.min(tellAtNanos, Math.min(nextProbeNanos, deadlineNanos));
  }

  /**
   * Whether what was read may be told.
   *
   * <p>LIMIT: after a while it is told anyway, and then goes in pieces if need be.
   */
  boolean mayBeTold() {
    boolean answered = scene.known.takesWhole(place.parent(), place.name());
    return answered || scene.nowNanos >= deadlineNanos + ANSWER_NANOS;
  }

  /** Says from time to time that it is on its way. */
  void tell() {
    if (scene.nowNanos >= tellAtNanos) {
      tellAtNanos = scene.nowNanos + TELL_NANOS;
      scene.arriving(place);
    }
  }

  /** Reads one directory's names or one file. */
  Progress step() {
    List<Name> base = scene.known.pathOf(place.parent());
    if (base == null) {
      return Progress.GIVEN_UP;
    }
    Integer directory = directories.pollFirst();
    if (directory != null) {
      list(directory, base);
      boolean tooLarge = parts.size() > MAX_NODES || bytes > MAX_BYTES;
      return tooLarge || mayBeResidue ? Progress.GIVEN_UP : Progress.GOING_ON;
    }
    Integer file = files.pollFirst();
    if (file != null) {
      readFile(file, base);
      return Progress.GOING_ON;
    }
    takeResults();
    if (!reading.isEmpty()) {
      return Progress.WAITING;
    }
    if (open.isEmpty() || scene.nowNanos >= deadlineNanos) {
      return Progress.COMPLETE;
    }
    if (scene.nowNanos < nextProbeNanos) {
      return Progress.WAITING;
    }
    nextProbeNanos = scene.nowNanos + PROBE_NANOS;
    files.addAll(open);
    open.clear();
    return Progress.GOING_ON;
  }

  private List<Name> pathOf(int part, List<Name> base) {
    ArrayDeque<Name> path = new ArrayDeque<>();
    for (int i = part; i >= 0; i = parts.get(i).parent) {
      path.addFirst(parts.get(i).name);
    }
    List<Name> all = new ArrayList<>(base);
    all.addAll(path);
    return all;
  }

  /** Null if something else is there by now. */
  private @Nullable Directory open(int part, List<Name> base) {
    Directory directory = scene.tree.openDirectory(pathOf(part, base));
    if (!directory.stat().sameInode(parts.get(part).stat)) {
      directory.close();
      return null;
    }
    return directory;
  }

  private void list(int index, List<Name> base) {
    List<Name> path = pathOf(index, base);
    try (Directory directory = open(index, base)) {
      if (directory == null) {
        return;
      }
      for (Child child : directory.list().children()) {
        Stat stat = directory.lookAt(child.name());
        if (stat != null
            && !scene.tree.isMountPoint(stat)
            && !scene.isExcluded(path, child.name(), stat.kind() == FileKind.DIRECTORY)) {
          take(index, child.name(), stat, directory);
        }
      }
    } catch (ErrnoException refused) {
      // Told when the directory is listed like any other.
      return;
    }
  }

  private void take(int parent, Name name, Stat stat, Directory directory) {
    Part part = new Part(parent, name, stat);
    switch (stat.kind()) {
      case DIRECTORY -> {
        part.entry = scene.directoryEntry(stat);
        directories.add(parts.size());
      }
      case REGULAR -> {
        mayBeResidue |= scene.residues.mayBe(stat);
        bytes += stat.sizeBytes();
        files.add(parts.size());
      }
      case SYMLINK -> part.entry = new Entry.Symlink(directory.readLink(name), scene.owner(stat));
      case FIFO, SOCKET, BLOCK, CHARACTER -> {
        return;
      }
    }
    parts.add(part);
  }

  private void readFile(int index, List<Name> base) {
    Part part = parts.get(index);
    try (Directory directory = open(part.parent, base)) {
      if (directory == null) {
        return;
      }
      Fd file = directory.openForReading(part.name);
      boolean handedOver = false;
      try {
        handedOver = readFile(index, part, file);
      } finally {
        if (!handedOver) {
          file.close();
        }
      }
    } catch (ErrnoException refused) {
      return;
    }
  }

  private boolean readFile(int index, Part part, Fd file) {
    Stat now = scene.syscalls.statx(file);
    if (now.kind() != FileKind.REGULAR) {
      return false;
    }
    part.stat = now;
    if (scene.syscalls.probeWriters(file) == WriterProbe.OPEN_FOR_WRITING) {
      open.add(index);
      return false;
    }
    if (now.sizeBytes() > FileLook.INLINE_READ_BYTES) {
      HashJob job = new HashJob(scene.syscalls, scene.freshness, file, now);
      part.job = job;
      reading.add(index);
      scene.workers.run(job);
      return true;
    }
    result(index, part, Reading.of(scene.syscalls, scene.freshness, file, now, scene.buffer));
    return false;
  }

  private void takeResults() {
    for (int index : List.copyOf(reading)) {
      Part part = parts.get(index);
      HashJob job = part.job;
      if (job != null && job.isDone()) {
        reading.remove(Integer.valueOf(index));
        part.job = null;
        result(index, part, job.reading());
      }
    }
  }

  /** A file that changed while it was read counts as open. */
  private void result(int index, Part part, @Nullable Reading reading) {
    if (reading == null) {
      open.add(index);
      return;
    }
    Stat stat = part.stat;
    part.entry =
        new Entry.RegularFile(
            reading.hash(),
            stat.sizeBytes(),
            stat.mode() & Entry.MODE_BITS,
            scene.owner(stat),
            Prints.time(stat.mtime()));
    part.vouched = reading.vouched();
    Bytes content = reading.bytes();
    if (content != null && inlineBytes + content.length() <= MAX_INLINE_BYTES) {
      inlineBytes += content.length();
      part.content = content;
    }
  }

  /**
   * What was read, without the files that are still open.
   *
   * @param node the known directory whose name it came to and whose inode is gone; null if none
   */
  Finding.Arrived finding(@Nullable KnownNode node) {
    int[] position = new int[parts.size()];
    List<Finding.Arrived.Part> told = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      Entry entry = part.entry;
      if (entry == null) {
        position[i] = -1;
        continue;
      }
      position[i] = told.size();
      told.add(
          new Finding.Arrived.Part(
              present(i == 0 ? node : null, part, entry),
              part.parent < 0 ? -1 : position[part.parent]));
    }
    return new Finding.Arrived(told);
  }

  private Finding.Present present(@Nullable KnownNode node, Part part, Entry entry) {
    NodeId parent = place.parent();
    Facets changed =
        node != null && entry instanceof Entry.Directory directory
            ? Comparison.directory(node, part.stat, directory)
            : Facets.ALL;
    return Comparison.present(
        node,
        new Place(parent, part.name),
        entry,
        changed,
        part.vouched == null ? Prints.of(part.stat) : part.vouched,
        part.content);
  }

  Stat top() {
    return top;
  }

  Place place() {
    return place;
  }
}
