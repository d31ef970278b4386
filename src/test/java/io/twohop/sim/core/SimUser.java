package io.twohop.sim.core;

import io.twohop.model.Bytes;
import io.twohop.model.Name;
import io.twohop.sim.core.SimDisk.Inode;
import io.twohop.sim.core.SimDisk.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Somebody who works in one member's tree: random operations over few names, so that they meet. */
final class SimUser {
  private static final List<Name> NAMES =
      List.of(Name.of("a"), Name.of("b"), Name.of("c"), Name.of("d"), Name.of("e"));

  private final SimDisk disk;
  private final SplittableRandom random;
  private final String label;
  private final BiConsumer<Inode, Name> hint;
  private final Map<String, Integer> counts;
  private int payloads;

  /** {@code hint} hears of each name that changed; {@code counts} of each operation done. */
  SimUser(
      SimDisk disk,
      SplittableRandom random,
      String label,
      BiConsumer<Inode, Name> hint,
      Map<String, Integer> counts) {
    this.disk = disk;
    this.random = random;
    this.label = label;
    this.hint = hint;
    this.counts = counts;
  }

  private record Spot(Inode directory, Name name, @Nullable Inode there) {}

  /** Does one thing and says what, or nothing if what it chose was not possible. */
  String act() {
    List<Spot> all = new ArrayList<>();
    collect(disk.root, 0, all);
    List<Spot> files =
        all.stream().filter(s -> s.there() != null && s.there().kind == Kind.FILE).toList();
    List<Spot> directories =
        all.stream().filter(s -> s.there() != null && s.there().kind == Kind.DIRECTORY).toList();
    List<Spot> present = all.stream().filter(s -> s.there() != null).toList();
    int choice = random.nextInt(100);
    String done;
    if (choice < 22) {
      done = create(pick(all));
    } else if (choice < 36) {
      done = files.isEmpty() ? "" : overwrite(pick(files));
    } else if (choice < 44) {
      done = replace(pick(all));
    } else if (choice < 54) {
      done = makeDirectory(pick(all));
    } else if (choice < 66) {
      done = present.isEmpty() ? "" : rename(pick(present), pick(all));
    } else if (choice < 72) {
      done = directories.isEmpty() ? "" : exchange(pick(directories), pick(directories));
    } else if (choice < 82) {
      done = present.isEmpty() ? "" : delete(pick(present));
    } else if (choice < 88) {
      done = files.isEmpty() ? "" : chmod(pick(files));
    } else if (choice < 91) {
      done = directories.isEmpty() ? "" : chmod(pick(directories));
    } else if (choice < 94) {
      done = files.isEmpty() ? "" : touch(pick(files));
    } else {
      done = link(pick(all));
    }
    if (!done.isEmpty()) {
      counts.merge(done.substring(0, done.indexOf(' ')), 1, Integer::sum);
    }
    return done;
  }

  private Spot pick(List<Spot> spots) {
    return spots.get(random.nextInt(spots.size()));
  }

  private void collect(Inode directory, int depth, List<Spot> all) {
    for (Name name : NAMES) {
      Inode there = directory.names.get(name);
      all.add(new Spot(directory, name, there));
      if (there != null && there.kind == Kind.DIRECTORY && depth < 3) {
        collect(there, depth + 1, all);
      }
    }
  }

  private Bytes payload() {
    String kind = random.nextInt(8) == 0 ? "L" : "s";
    // Now and then two users write the same.
    String text = random.nextInt(12) == 0 ? "same" + random.nextInt(2) : label + payloads++;
    return Bytes.owning((kind + text).getBytes(StandardCharsets.UTF_8));
  }

  private String create(Spot spot) {
    if (spot.there() != null) {
      return "";
    }
    Bytes content = payload();
    disk.put(spot.directory(), spot.name(), disk.make(Kind.FILE, content, 0644));
    hint.accept(spot.directory(), spot.name());
    return "create " + spot.name() + " " + content;
  }

  private String overwrite(Spot spot) {
    Bytes content = payload();
    disk.write(present(spot), content);
    hint.accept(spot.directory(), spot.name());
    return "overwrite " + spot.name() + " " + content;
  }

  /** Writes a new file over a name by a rename, as editors do. */
  private String replace(Spot spot) {
    Inode there = spot.there();
    if (there != null && there.kind == Kind.DIRECTORY) {
      return "";
    }
    Bytes content = payload();
    disk.put(spot.directory(), spot.name(), disk.make(Kind.FILE, content, 0644));
    hint.accept(spot.directory(), spot.name());
    return "replace " + spot.name() + " " + content;
  }

  private String makeDirectory(Spot spot) {
    if (spot.there() != null) {
      return "";
    }
    disk.put(spot.directory(), spot.name(), disk.make(Kind.DIRECTORY, Bytes.EMPTY, 0755));
    hint.accept(spot.directory(), spot.name());
    return "mkdir " + spot.name();
  }

  private String rename(Spot from, Spot to) {
    Inode moved = present(from);
    Inode there = to.there();
    boolean kindsFit =
        there == null
            || (there != moved
                && (there.kind == Kind.DIRECTORY
                    ? moved.kind == Kind.DIRECTORY && there.names.isEmpty()
                    : moved.kind != Kind.DIRECTORY));
    boolean intoItself =
        moved == to.directory()
            || (moved.kind == Kind.DIRECTORY && disk.contains(moved, to.directory()));
    if (!kindsFit || intoItself) {
      return "";
    }
    from.directory().names.remove(from.name());
    disk.put(to.directory(), to.name(), moved);
    hint.accept(from.directory(), from.name());
    hint.accept(to.directory(), to.name());
    return "rename " + from.name() + " " + to.name();
  }

  private String exchange(Spot one, Spot other) {
    Inode a = present(one);
    Inode b = present(other);
    boolean nested =
        a == b
            || a == other.directory()
            || b == one.directory()
            || disk.contains(a, b)
            || disk.contains(b, a);
    if (nested) {
      return "";
    }
    one.directory().names.put(one.name(), b);
    other.directory().names.put(other.name(), a);
    a.ctime = disk.tick();
    b.ctime = disk.tick();
    hint.accept(one.directory(), one.name());
    hint.accept(other.directory(), other.name());
    return "exchange " + one.name() + " " + other.name();
  }

  private String delete(Spot spot) {
    disk.remove(spot.directory(), spot.name());
    hint.accept(spot.directory(), spot.name());
    return "delete " + spot.name();
  }

  private String chmod(Spot spot) {
    Inode inode = present(spot);
    disk.chmod(
        inode,
        inode.kind == Kind.DIRECTORY
            ? (random.nextBoolean() ? 0750 : 0755)
            : (random.nextBoolean() ? 0600 : 0664));
    hint.accept(spot.directory(), spot.name());
    return "chmod " + spot.name();
  }

  private String touch(Spot spot) {
    disk.touch(present(spot));
    hint.accept(spot.directory(), spot.name());
    return "touch " + spot.name();
  }

  private String link(Spot spot) {
    Inode there = spot.there();
    if (there != null && there.kind == Kind.DIRECTORY) {
      return "";
    }
    String target = random.nextBoolean() ? "../a" : "/etc/passwd";
    disk.put(
        spot.directory(),
        spot.name(),
        disk.make(Kind.SYMLINK, Bytes.owning(target.getBytes(StandardCharsets.UTF_8)), 0777));
    hint.accept(spot.directory(), spot.name());
    return "link " + spot.name();
  }

  private static Inode present(Spot spot) {
    Inode there = spot.there();
    if (there == null) {
      throw new IllegalStateException("nothing at " + spot.name());
    }
    return there;
  }
}
