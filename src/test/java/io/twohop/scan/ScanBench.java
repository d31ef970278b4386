package io.twohop.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Finding;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import io.twohop.sim.linux.SimLinux;
import io.twohop.tree.Owners;
import io.twohop.tree.Tree;
import io.twohop.watch.Hint;
import io.twohop.watch.Watch;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * A tree, a scanner over it, and somebody who believes what it finds. Time is the bench's: waits
 * pass at once.
 */
final class ScanBench implements AutoCloseable {
  private static final int BUDGET = 64;

  private final Syscalls sys;
  private final byte[] root;
  final TestDisk disk;
  private final Exclusion exclusion;
  final Tree tree;
  final Watch watch;
  final RememberedTree known;
  final Scanner scanner;
  final List<Finding> findings = new ArrayList<>();
  int arriving;
  final List<Residue> residues = new ArrayList<>();
  final List<Trouble> troubles = new ArrayList<>();
  final Queue<Runnable> jobs = new ArrayDeque<>();
  final long startNanos = 1_000_000_000_000L;
  long nowNanos = startNanos;
  boolean overflow;

  /** Moves the machine's own clock, where the test has it. */
  LongConsumer clock = nanos -> {};

  ScanBench(Syscalls sys, byte[] root, Exclusion exclusion) {
    this(sys, root, exclusion, new RememberedTree());
  }

  /** Over the directory {@code /tree} of this Linux, which is made for it. */
  static ScanBench inMemory(SimLinux linux, Exclusion exclusion) {
    try (Fd root = linux.open("/".getBytes(ISO_8859_1), OpenFlags.O_RDONLY, 0)) {
      linux.mkdirat(root, "tree".getBytes(ISO_8859_1), 0755);
    }
    ScanBench bench = new ScanBench(linux, "/tree".getBytes(ISO_8859_1), exclusion);
    bench.clock = linux.clock()::advanceNanos;
    return bench;
  }

  /** The next process, which knows what this one had found. */
  ScanBench nextProcess() {
    ScanBench next = new ScanBench(sys, root, exclusion, known);
    next.clock = clock;
    return next;
  }

  private ScanBench(Syscalls sys, byte[] root, Exclusion exclusion, RememberedTree known) {
    this.sys = sys;
    this.root = root;
    this.exclusion = exclusion;
    this.known = known;
    disk = new TestDisk(sys, root);
    tree = Tree.open(sys, root);
    watch = ((Watch.Opened.Open) Watch.open(sys)).watch();
    scanner =
        new Scanner(
            tree, watch, known, exclusion, TemporaryNames.usual(), new Owners(sys), jobs::add);
  }

  /** Scans, settles, and forgets what it found. */
  ScanBench started() {
    scanner.scanAll();
    settle();
    findings.clear();
    return this;
  }

  /** Reads what the kernel has queued. */
  void hear() {
    List<Hint> hints = watch.drain();
    if (overflow) {
      hints = List.of(new Hint.Overflow());
      overflow = false;
    }
    hints.forEach(h -> scanner.hint(h, nowNanos));
  }

  /** Does all that is to be done now, without letting time pass. */
  List<Finding> look() {
    hear();
    List<Finding> found = new ArrayList<>();
    int steps = 0;
    while (scanner.nextDueNanos() <= nowNanos) {
      assertThat(++steps).as("a scanner that never rests: " + scanner).isLessThan(3_000);
      found.addAll(step());
    }
    return found;
  }

  List<Finding> step() {
    List<Finding> found = new ArrayList<>(scanner.step(nowNanos, BUDGET));
    found.removeIf(f -> {
      boolean comes = f instanceof Finding.Arriving;
      arriving += comes ? 1 : 0;
      return comes;
    });
    for (Residue residue : scanner.takeResidues()) {
      residues.add(residue);
      if (residue.found().node() != null) {
        known.apply(residue.found());
      }
    }
    List<Finding> proofs = found.stream().filter(this::isProof).toList();
    found.forEach(known::apply);
    found.removeAll(proofs);
    findings.addAll(found);
    troubles.addAll(scanner.takeTroubles());
    return found;
  }

  /** Whether a file that was read too soon has turned out to be as it was read. */
  private boolean isProof(Finding finding) {
    if (!(finding instanceof Finding.Present p) || p.node() == null || !p.changed().isNone()) {
      return false;
    }
    KnownNode at = known.at(p.parent(), p.name());
    return at != null
        && at.node().equals(p.node())
        && p.seen().unproven().equals(at.seen())
        && !p.seen().equals(at.seen());
  }

  /** Lets time pass, {@code nanos} at most, and returns what is found then. */
  List<Finding> pass(long nanos) {
    long until = nowNanos + nanos;
    List<Finding> found = new ArrayList<>(look());
    while (scanner.nextDueNanos() <= until) {
      advanceTo(Math.max(nowNanos, scanner.nextDueNanos()));
      found.addAll(look());
    }
    advanceTo(until);
    found.addAll(look());
    return found;
  }

  private void advanceTo(long nanos) {
    clock.accept(nanos - nowNanos);
    nowNanos = nanos;
  }

  /** Lets ten seconds pass, and workers work. */
  List<Finding> settle() {
    List<Finding> found = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      found.addAll(pass(10_000_000_000L));
      for (Runnable job = jobs.poll(); job != null; job = jobs.poll()) {
        job.run();
      }
    }
    found.addAll(look());
    known.forgetUnreachable();
    return found;
  }

  List<Finding.Present> presents() {
    return findings.stream()
        .filter(Finding.Present.class::isInstance)
        .map(Finding.Present.class::cast)
        .toList();
  }

  List<Finding.Missing> missing() {
    return findings.stream()
        .filter(Finding.Missing.class::isInstance)
        .map(Finding.Missing.class::cast)
        .toList();
  }

  NodeId node(String path) {
    KnownNode node = known.at(path);
    assertThat(node).as("known at " + path).isNotNull();
    return node.node();
  }

  String nameOf(Finding.Present p) {
    return new String(p.name().shared(), ISO_8859_1);
  }

  static Name name(String name) {
    return Name.of(name.getBytes(ISO_8859_1));
  }

  /** What is known is what is there, to the last byte and bit. */
  void assertKnownIsDisk() {
    Map<String, String> expected = new TreeMap<>();
    for (Map.Entry<String, Stat> e : disk.all().entrySet()) {
      if (!isExcluded(e.getKey())) {
        expected.put(e.getKey(), describe(e.getKey(), e.getValue()));
      }
    }
    Map<String, String> actual = new TreeMap<>();
    known.byPath().forEach((path, node) -> actual.put(path, describe(node)));
    assertThat(actual).isEqualTo(expected);
  }

  private boolean isExcluded(String path) {
    List<Name> names = new ArrayList<>();
    for (String name : path.split("/", -1)) {
      names.add(name(name));
      if (exclusion.excluded(List.copyOf(names), true)) {
        return true;
      }
    }
    return false;
  }

  private String describe(String path, Stat stat) {
    String inode = " inode " + stat.inode() + " " + Prints.time(stat.birth());
    return switch (stat.kind()) {
      case DIRECTORY -> "directory " + Integer.toOctalString(stat.mode() & 0777) + inode;
      case REGULAR ->
          "file "
              + Integer.toOctalString(stat.mode() & 0777)
              + " "
              + sha256(disk.read(path))
              + " "
              + Prints.time(stat.mtime())
              + inode;
      case SYMLINK -> "symlink " + disk.readLink(path) + inode;
      case FIFO, SOCKET, BLOCK, CHARACTER -> "other";
    };
  }

  private static String describe(KnownNode node) {
    String inode = " inode " + node.seen().inode() + " " + node.seen().birth();
    return switch (node.entry()) {
      case Entry.Directory d -> "directory " + Integer.toOctalString(d.mode()) + inode;
      case Entry.RegularFile f ->
          "file " + Integer.toOctalString(f.mode()) + " " + f.content() + " " + f.mtime() + inode;
      case Entry.Symlink s -> "symlink " + new String(s.target().toArray(), ISO_8859_1) + inode;
    };
  }

  static ContentHash sha256(byte[] content) {
    try {
      return ContentHash.of(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static boolean isDirectory(Stat stat) {
    return stat.kind() == FileKind.DIRECTORY;
  }

  @Override
  public void close() {
    watch.close();
    tree.close();
    disk.root.close();
  }
}
