package io.twohop.sim.member;

import io.twohop.model.Bytes;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeState;
import io.twohop.model.Timestamp;
import io.twohop.posix.Errno;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Timespec;
import io.twohop.scan.PowerCut;
import io.twohop.sim.MemoryIndex;
import io.twohop.sim.linux.SimLinux;
import io.twohop.sim.linux.SimUser;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One machine: its disk, its users, the index, and the member's process while it runs. */
final class SimSite {
  static final String TREE = "/srv/tree";
  static final String STAGE = "/srv/stage";
  private static final String OUTSIDE = "/srv/outside";

  /** Nobody writes while a machine starts; seconds are the finest that it knows its start by. */
  private static final long BOOT_NANOS = 2_000_000_000L;

  /** 2026-01-01T00:00:00Z, as {@code SimClock} has it. */
  private static final long EPOCH_NANOS = 1_767_225_600_000_000_000L;

  private static final Set<String> CHANGING =
      Set.of(
          "write",
          "pwrite",
          "ftruncate",
          "copy_file_range",
          "mkdirat",
          "symlinkat",
          "linkat",
          "renameat2",
          "unlinkat",
          "fchmod",
          "fchown",
          "fchownat",
          "futimens",
          "utimensat",
          "openat2");

  /** Calls that need space; {@code unlinkat} and the like need none. */
  private static final Set<String> NEEDING_SPACE =
      Set.of("write", "pwrite", "copy_file_range", "mkdirat", "symlinkat", "fdatasync", "syncfs");

  /** LIMIT: what users do inside of our calls; a run would never end otherwise, and take long. */
  private static final int INTERPOSED_MAX = 10;

  /** LIMIT: what a user chooses may be impossible where he is; he chooses again so often. */
  private static final int CHOICES_MAX = 8;

  final MemberSimulation world;
  final int number;
  final SimLinux linux = new SimLinux();
  final SimUser hands = linux.user();
  final TreeUser user;
  final MemoryIndex index = new MemoryIndex();
  final Counters numbers;
  private long skewNanos;

  MemberId id;
  @Nullable LoopMember process;

  /** Grows with each session and each start: what belongs to an older one is not delivered. */
  int epoch;

  long noSpaceUntilNanos;

  /** System calls until the process dies; none if negative. */
  int killIn = -1;

  /** Whether the power goes with it. */
  boolean powerToo;

  /** When the last settlement that was committed began, before the first: when the member did. */
  Timestamp settledAt;

  /** The power cuts that the member has not got over yet, as one. */
  @Nullable PowerCut cut;

  /**
   * What a power cut left here, which only readers of this member may see, and only for a while.
   */
  final TreeSet<Bytes> residues = new TreeSet<>();

  private int interposed;
  private boolean inside;
  private boolean dying;
  private boolean acting;
  private boolean changed;

  SimSite(MemberSimulation world, int number, MemberId id) {
    this.world = world;
    this.number = number;
    this.id = id;
    this.numbers = new Counters(id);
    this.skewNanos = number * 1_234_567_891L - world.random().nextInt(3_000_000);
    hands.mkdirs(TREE);
    hands.mkdirs(STAGE);
    hands.mkdirs(OUTSIDE);
    hands.chmod(TREE, 0755);
    linux.disk().sync();
    setClock();
    this.settledAt = clock();
    this.user =
        new TreeUser(
            hands,
            TREE,
            OUTSIDE,
            world.random().split(),
            number,
            world.writings,
            world.statistics().operations,
            world);
    linux.setInterposer(this::before);
  }

  Fd openStaged(Fd stage, String name) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    return linux.openat2(stage, bytes, flags, 0, Resolve.CONFINED);
  }

  private void setClock() {
    linux.clock().setNanos(EPOCH_NANOS + skewNanos + world.now());
  }

  /** The clock that stamps inodes. */
  Timestamp clock() {
    Timespec now = linux.coarseClock();
    return new Timestamp(now.seconds(), now.nanos());
  }

  // ---- the process

  void start(MemberId now) {
    id = now;
    numbers.restart(now);
    killIn = -1;
    run(() -> process = new LoopMember(this));
  }

  /** Runs something of the process; it may not survive that. */
  void run(Runnable part) {
    if (inside) {
      throw new IllegalStateException("one thread of a member at a time");
    }
    inside = true;
    changed = false;
    setClock();
    try {
      part.run();
    } catch (Killed killed) {
      // What it was doing is over.
    } finally {
      inside = false;
    }
    LoopMember alive = process;
    if (dying) {
      dying = false;
      world.died(this, powerToo);
    } else if (changed && alive != null) {
      alive.somethingHappened();
    }
  }

  private @Nullable Errno before(String call, long index) {
    if (dying) {
      if (call.equals("close")) {
        return null;
      }
      throw new Killed();
    }
    world.tick(call);
    setClock();
    changed |= CHANGING.contains(call);
    if (call.equals("close")) {
      return null;
    }
    if (killIn == 0) {
      killIn = -1;
      dying = true;
      throw new Killed();
    }
    killIn = Math.max(-1, killIn - 1);
    if (world.has(FaultKind.INTERPOSED)
        && world.hasUsers(this)
        && interposed < INTERPOSED_MAX
        && world.random().nextInt(60) == 0) {
      interposed++;
      act();
    }
    if (world.random().nextInt(100) == 0) {
      world.checkReaders(this);
    }
    boolean full = world.now() < noSpaceUntilNanos && NEEDING_SPACE.contains(call);
    return full ? Errno.ENOSPC : null;
  }

  /** The process is gone; with it what was not committed of the index. */
  void end() {
    process = null;
    epoch++;
    linux.kill();
    index.crash();
  }

  /** The machine has lost its power. */
  void crash() {
    process = null;
    epoch++;
    setClock();
    TreeSet<Bytes> before = new TreeSet<>();
    eachContent(before::add);
    TreeSet<Bytes> inTree = new TreeSet<>();
    Picture.eachContent(hands, TREE, (path, content) -> inTree.add(content));
    linux.crash(world.random().split());
    user.forget();
    index.crash();
    // What the disk had not got yet is nobody's promise.
    TreeSet<Bytes> after = new TreeSet<>();
    eachContent(after::add);
    // Nor is what was written to a file of ours, or into a directory, whose way into the tree the
    // cut has undone.
    Picture.eachContent(
        hands,
        STAGE,
        (path, content) -> {
          boolean cameBack = path.contains("/tree-") && inTree.contains(content);
          if (cameBack || path.contains("/part-")) {
            after.remove(content);
          }
        });
    Picture.eachContent(hands, TREE, (path, content) -> after.add(content));
    before.removeAll(after);
    before.forEach(world.writings::superseded);
    PowerCut open = cut;
    Timestamp since = open == null ? settledAt : open.since();
    cut = new PowerCut(since, new Timestamp(clock().seconds() + 1, 0));
    Picture.eachContent(hands, TREE, this::left);
    Picture.eachContent(hands, STAGE, this::leftInStage);
    skewNanos += BOOT_NANOS;
  }

  /** What somebody was still writing to when it was displaced is an edit as it is now. */
  private void leftInStage(String path, Bytes content) {
    if (!isTellable(content) && !world.writings.hasRested(content)) {
      world.writings.torn(content);
    }
  }

  private static boolean isTellable(Bytes content) {
    return content.length() == 0 || content.shared()[content.length() - 1] == 0;
  }

  /**
   * Whoever was writing has ended, so what is left rests now; whether others may ever see it is
   * whether a member can tell it from what somebody wrote.
   */
  private void left(String path, Bytes content) {
    Stat stat = hands.stat(path);
    PowerCut happened = cut;
    if (stat == null || happened == null || world.writings.hasRested(content)) {
      return;
    }
    Timestamp changed = new Timestamp(stat.ctime().seconds(), stat.ctime().nanos());
    boolean tellable = isTellable(content) || isShort(path, content);
    if (tellable && changed.compareTo(happened.since()) >= 0) {
      residues.add(content);
    } else {
      world.writings.torn(content);
    }
  }

  /** Whether the index, as far as it is durable, knows this file as a longer one. */
  private boolean isShort(String path, Bytes content) {
    NodeState at = NodeState.ROOT;
    for (String name : path.substring(TREE.length() + 1).split("/", -1)) {
      at = at == null ? null : index.at(at.node(), Name.of(name));
    }
    return at != null
        && at.entry() instanceof Entry.RegularFile file
        && content.length() < file.sizeBytes();
  }

  void eachContent(java.util.function.Consumer<Bytes> visitor) {
    Picture.eachContent(hands, TREE, (path, content) -> visitor.accept(content));
    Picture.eachContent(hands, STAGE, (path, content) -> visitor.accept(content));
  }

  // ---- the users

  void act() {
    if (acting) {
      return;
    }
    acting = true;
    setClock();
    String done = actSomehow();
    acting = false;
    if (TreeUser.setsTimes(done)) {
      for (String path : done.substring(done.indexOf('/')).split(" ", -1)) {
        owned(path);
      }
    }
    if (!done.isEmpty()) {
      world.trace(() -> number + " user " + done);
      changed = true;
      LoopMember alive = process;
      if (!inside && alive != null) {
        alive.somethingHappened();
      }
    }
  }

  /**
   * Whoever gives what a power cut left times that are not of those moments, or a name that does
   * not tell that it is short, makes it his.
   */
  private void owned(String path) {
    Stat stat = hands.stat(path);
    PowerCut happened = cut;
    if (stat == null || stat.kind() != FileKind.REGULAR) {
      return;
    }
    Bytes content = Bytes.owning(hands.read(path));
    boolean told =
        happened != null
            && (isWithin(happened, stat.ctime()) || isWithin(happened, stat.mtime()))
            && (isTellable(content) || isShort(path, content));
    if (!told && residues.remove(content)) {
      world.writings.torn(content);
    }
  }

  private static boolean isWithin(PowerCut cut, Timespec time) {
    Timestamp at = new Timestamp(time.seconds(), time.nanos());
    return at.compareTo(cut.since()) >= 0 && at.compareTo(cut.until()) < 0;
  }

  private String actSomehow() {
    String done = "";
    for (int i = 0; i < CHOICES_MAX && done.isEmpty(); i++) {
      done = user.act();
    }
    return done;
  }

  void finishActs() {
    setClock();
    user.finish();
    LoopMember alive = process;
    if (alive != null) {
      alive.somethingHappened();
    }
  }
}
