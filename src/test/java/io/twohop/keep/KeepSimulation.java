package io.twohop.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.sim.linux.Interposer;
import io.twohop.sim.linux.SimLinux;
import io.twohop.sim.linux.SimUser;
import io.twohop.tree.Owners;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A keep on a Linux in memory that is killed, loses its power, has no space and has calls that
 * fail, at any system call; and beside it what must be there. What did not come to its end is done
 * again until it does, as by a member that was not answered.
 */
final class KeepSimulation {
  private static final int STEPS = 40;
  private static final int UID = 1_000;
  private static final Owner OWNER = new Owner("", UID, "", UID);
  private static final int[] MODES = {0000, 0200, 0444, 0555, 0640, 0755};
  private static final Retention FULL = new Retention(0, 0, 0, 0, 0);

  /** How often what went wrong, for the test that something does. */
  final Map<String, Integer> faults = new TreeMap<>();

  private final SplittableRandom random;
  private final SimLinux linux = new SimLinux();
  private final SimUser user = linux.user();
  private final Map<String, Thing> items = new TreeMap<>();
  private final List<String> trace = new ArrayList<>();
  private Keep keep;
  private long numbers;

  /** The process ends here. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private interface Taking {
    void take(KeptContent content);
  }

  KeepSimulation(long seed) {
    random = new SplittableRandom(seed);
    linux.limits().bytesPerTransfer = 500 + random.nextInt(5_000);
    linux.limits().namesPerListing = 1 + random.nextInt(4);
    for (String directory : List.of("/keep", "/out", "/stage", "/store")) {
      user.mkdir(directory);
      user.chown(directory, UID, UID);
    }
    linux.disk().sync();
    linux.runAs(UID, UID);
  }

  /** Empty, or what went wrong and how it came to that. */
  String run() {
    try {
      keep = start();
      for (int step = 0; step < STEPS; step++) {
        untilDone(act());
        linux.clock().advanceNanos(random.nextLong(7_000_000_000L));
      }
      keep.close();
      keep = start();
      check();
      keep.close();
      KeptThings.require(linux.openDescriptors() == 0, "descriptors are open");
      return "";
    } catch (RuntimeException failed) {
      return failed + "\n    " + String.join("\n    ", trace);
    }
  }

  // ---- what is done

  private Runnable act() {
    return switch (random.nextInt(13)) {
      case 0, 1, 2 -> adding(file());
      case 3 -> adding(directory());
      case 4 -> adding(link());
      case 5, 6, 7, 8 -> joining();
      case 9 -> dropping();
      case 10 -> restoring();
      case 11 -> this::export;
      case 12 -> random.nextInt(4) == 0 ? this::retain : this::export;
      default -> throw new AssertionError();
    };
  }

  private Runnable adding(Thing thing) {
    String id = "p-" + numbers;
    items.put(id, thing);
    boolean copied = random.nextBoolean();
    return () -> {
      trace.add("add " + id + " " + thing.entry);
      with(thing, copied, content -> keep.add(item(id, thing), content));
      thing.told = true;
    };
  }

  private Runnable joining() {
    List<Thing> directories = new ArrayList<>();
    items.values().forEach(item -> item.collectDirectories(directories));
    if (directories.isEmpty()) {
      return adding(directory());
    }
    Thing above = directories.get(random.nextInt(directories.size()));
    Thing thing =
        switch (random.nextInt(4)) {
          case 0 -> directory();
          case 1 -> link();
          default -> file();
        };
    Name name = Name.of("n" + numbers);
    above.below.put(name, thing);
    boolean copied = random.nextBoolean();
    return () -> {
      trace.add("join " + above.node + " " + name + " " + thing.entry);
      with(thing, copied, content -> join(above, name, thing, content));
      thing.told = true;
    };
  }

  private void join(Thing above, Name name, Thing thing, KeptContent content) {
    KeptThings.require(
        keep.join(above.node, name, thing.node, thing.entry, content),
        "its directory is not known: " + above.node);
  }

  private void with(Thing thing, boolean copied, Taking taking) {
    if (!(thing.entry instanceof Entry.RegularFile)) {
      taking.take(new KeptContent.Made());
    } else if (!copied) {
      taking.take(new KeptContent.Inline(Bytes.copyOf(thing.content)));
    } else {
      user.write("/store/large".getBytes(UTF_8), thing.content);
      try (Fd file = linux.open("/store/large".getBytes(UTF_8), OpenFlags.O_RDONLY, 0)) {
        taking.take(new KeptContent.Copied(file));
      }
    }
  }

  private Runnable dropping() {
    if (items.isEmpty()) {
      return () -> {};
    }
    String id = anyId();
    return () -> {
      trace.add("drop " + id);
      items.get(id).going = true;
      if (keep.has(id)) {
        keep.drop(id);
      }
      items.remove(id);
    };
  }

  private void retain() {
    trace.add("retain");
    items.values().forEach(item -> item.going = true);
    keep.retain(FULL, 1);
    items.keySet().removeIf(id -> !keep.has(id));
    items.values().forEach(item -> item.going = false);
  }

  private Runnable restoring() {
    if (items.isEmpty()) {
      return () -> {};
    }
    String id = anyId();
    return () -> {
      trace.add("restore " + id);
      clear("/out");
      clear("/stage");
      try (Fd stage = open("/stage");
          Fd out = open("/out")) {
        keep.restore(id, stage, "part".getBytes(UTF_8), out, Name.of("x"));
      }
      new KeptThings(user).requireRestored("/out/x", items.get(id));
    };
  }

  private void export() {
    trace.add("export");
    clear("/out");
    try (Fd out = open("/out")) {
      keep.export(out);
    }
  }

  private String anyId() {
    List<String> ids = List.copyOf(items.keySet());
    return ids.get(random.nextInt(ids.size()));
  }

  // ---- what goes wrong

  private void untilDone(Runnable act) {
    boolean done = false;
    while (!done) {
      int fault = random.nextInt(8);
      long at = linux.callCount() + random.nextInt(random.nextBoolean() ? 15 : 80);
      switch (fault) {
        case 0, 1 -> linux.setInterposer((call, index) -> dieAt(at, index));
        case 2 -> linux.setInterposer((call, index) -> failAt(at, call, index, Errno.EIO));
        case 3 -> linux.setInterposer((call, index) -> failAt(at, call, index, Errno.ENOSPC));
        case 4 -> linux.disk().setCapacityBytes(linux.disk().usedBytes() + random.nextInt(9_000));
        default -> {}
      }
      done = isDone(act, fault == 0);
    }
  }

  private boolean isDone(Runnable act, boolean power) {
    try {
      act.run();
      heal();
      return true;
    } catch (ErrnoException refused) {
      heal();
      told("  " + refused.getMessage(), refused.errno().name());
    } catch (Killed killed) {
      heal();
      if (power) {
        linux.crash(random);
        told("  the power went", "power");
      } else {
        linux.kill();
        told("  killed", "kill");
      }
      keep = start();
      check();
    }
    return false;
  }

  private void told(String line, String fault) {
    trace.add(line);
    faults.merge(fault, 1, Integer::sum);
  }

  private void heal() {
    linux.setInterposer(Interposer.NONE);
    linux.disk().setCapacityBytes(1L << 40);
  }

  private static Errno dieAt(long at, long index) {
    if (index == at) {
      throw new Killed();
    }
    return null;
  }

  private static Errno failAt(long at, String call, long index, Errno errno) {
    return index == at && !call.equals("close") ? errno : null;
  }

  private Keep start() {
    return Keep.open(linux, new Owners(linux), "/keep".getBytes(UTF_8));
  }

  /** After a start: what was told is whole, what is there is whole, and nothing else is. */
  private void check() {
    List<String> listed = keep.list().stream().map(KeepItem::id).toList();
    KeptThings.require(
        user.list("/keep/items").stream().map(Name::forPeople).toList().equals(listed),
        "the directory has other items than the list");
    KeptThings things = new KeptThings(user);
    for (KeepItem item : keep.list()) {
      Thing thing = items.get(item.id());
      KeptThings.require(thing != null, "dropped, and back: " + item.id());
      KeptThings.require(item.entry().equals(thing.entry), "another entry: " + item.id());
      long bytes = things.requireKept("/keep/items/" + item.id() + "/content", thing);
      KeptThings.require(item.sizeBytes() == bytes, "another size: " + item.id());
    }
    items.forEach((id, thing) ->
        KeptThings.require(keep.has(id) || !thing.told || thing.going, "lost: " + id));
  }

  // ---- making

  private Thing file() {
    byte[] content = new byte[3_000 * random.nextInt(4)];
    random.nextBytes(content);
    ContentHash hash = ContentHash.ofContent(Bytes.copyOf(content));
    Timestamp mtime = new Timestamp(1_500_000_000L, (int) numbers + 1);
    Entry entry = new Entry.RegularFile(hash, content.length, mode(), OWNER, mtime);
    return new Thing(node(), entry, content);
  }

  private Thing directory() {
    return new Thing(node(), new Entry.Directory(mode(), OWNER), new byte[0]);
  }

  private Thing link() {
    Bytes target = Bytes.copyOf(("to" + numbers).getBytes(UTF_8));
    return new Thing(node(), new Entry.Symlink(target, OWNER), new byte[0]);
  }

  private int mode() {
    return MODES[random.nextInt(MODES.length)];
  }

  private NodeId node() {
    return new NodeId(new MemberId(7), ++numbers);
  }

  private static KeepItem item(String id, Thing thing) {
    List<Name> path = List.of(Name.of("x"));
    return new KeepItem(
        id, KeepKind.CONFLICT, path, thing.node, thing.entry, "web1", 1, 3, 5, 0, null, 0);
  }

  private void clear(String directory) {
    user.list(directory).forEach(name -> user.removeTree(directory + "/" + name.forPeople()));
  }

  private Fd open(String path) {
    return linux.open(path.getBytes(UTF_8), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
  }
}
