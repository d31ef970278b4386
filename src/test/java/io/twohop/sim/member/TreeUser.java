package io.twohop.sim.member;

import io.twohop.model.Bytes;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Stat;
import io.twohop.posix.Timespec;
import io.twohop.sim.linux.SimFile;
import io.twohop.sim.linux.SimUser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Somebody who works in one member's tree: random operations over few names, so that they meet. It
 * says in the {@link Writings} what is written, and what it does away with on purpose.
 */
final class TreeUser {
  private static final String[] NAMES = {"a", "b", "c", "d", "e", ".x.swp"};
  private static final int DEPTH = 3;

  /** LIMIT: larger than what rides inside messages. */
  private static final int LARGE_BYTES = 66_000;

  private final SimUser hands;
  private final String root;
  private final String outside;
  private final SplittableRandom random;
  private final int member;
  private final Writings writings;
  private final Map<String, Integer> counts;
  private final boolean lateWrites;
  private final boolean moves;
  private final boolean arrivals;
  private final List<Late> late = new ArrayList<>();
  private int payloads;

  private static final String TOUCH = "touch ";
  private static final String CHMOD = "chmod ";
  private static final String RENAME = "rename ";
  private static final String EXCHANGE = "exchange ";

  /** A file that is open for writing across acts. */
  private static final class Late {
    final SimFile file;

    /** The user removed or replaced the name himself: what is written now is meant to go. */
    boolean abandoned;

    Late(SimFile file) {
      this.file = file;
    }
  }

  private record Spot(String path, Stat there) {
    boolean is(FileKind kind) {
      return there != null && there.kind() == kind;
    }
  }

  /** Works below {@code root}; prepares directories in {@code outside}, on the same disk. */
  TreeUser(
      SimUser hands,
      String root,
      String outside,
      SplittableRandom random,
      int member,
      Writings writings,
      Map<String, Integer> counts,
      MemberSimulation world) {
    this.hands = hands;
    this.root = root;
    this.outside = outside;
    this.random = random;
    this.member = member;
    this.writings = writings;
    this.counts = counts;
    this.lateWrites = world.has(FaultKind.LATE_WRITES);
    this.moves = world.has(FaultKind.MOVES);
    this.arrivals = world.has(FaultKind.ARRIVALS);
  }

  /** Does one thing and says what, or nothing if what it chose was not possible. */
  String act() {
    String done;
    try {
      done = choose();
    } catch (ErrnoException refused) {
      return "";
    }
    if (!done.isEmpty()) {
      counts.merge(done.substring(0, done.indexOf(' ')), 1, Integer::sum);
    }
    return done;
  }

  /** Whether what was done, as {@link #act} says it, gave the files that it names new times. */
  static boolean setsTimes(String done) {
    return Stream.of(TOUCH, CHMOD, RENAME, EXCHANGE).anyMatch(done::startsWith);
  }

  private String choose() {
    List<Spot> all = new ArrayList<>();
    collect(root, 0, all);
    Spot spot = pick(all);
    List<Spot> files = all.stream().filter(s -> s.is(FileKind.REGULAR)).toList();
    List<Spot> directories = all.stream().filter(s -> s.is(FileKind.DIRECTORY)).toList();
    List<Spot> present = all.stream().filter(s -> s.there() != null).toList();
    int choice = random.nextInt(100);
    if (choice < 8 && lateWrites) {
      return files.isEmpty() || random.nextInt(4) == 0 ? openLate(spot) : openLate(pick(files));
    }
    if (choice < 18 && !late.isEmpty()) {
      return goOn(late.get(random.nextInt(late.size())));
    }
    if (choice < 36) {
      return create(spot);
    }
    if (choice < 46) {
      return files.isEmpty() ? "" : overwrite(pick(files));
    }
    if (choice < 53) {
      return replace(spot);
    }
    if (choice < 60) {
      return makeDirectory(spot);
    }
    if (choice < 64) {
      return arrivals ? arrive(spot) : create(spot);
    }
    if (!moves && choice < 88) {
      return files.isEmpty() ? "" : delete(pick(files));
    }
    if (choice < 74) {
      return present.isEmpty() ? "" : rename(pick(present), spot);
    }
    if (choice < 79) {
      return directories.isEmpty() ? "" : exchange(pick(directories), pick(present));
    }
    if (choice < 88) {
      return present.isEmpty() ? "" : delete(pick(present));
    }
    if (choice < 94) {
      return present.isEmpty() ? "" : chmod(pick(present));
    }
    return random.nextBoolean() && !files.isEmpty() ? touch(pick(files)) : link(spot);
  }

  private Spot pick(List<Spot> spots) {
    return spots.get(random.nextInt(spots.size()));
  }

  private void collect(String directory, int depth, List<Spot> all) {
    for (String name : NAMES) {
      String path = directory + "/" + name;
      Stat there = hands.stat(path);
      all.add(new Spot(path, there));
      if (there != null && there.kind() == FileKind.DIRECTORY && depth + 1 < DEPTH) {
        collect(path, depth + 1, all);
      }
    }
  }

  private byte[] payload() {
    // Now and then two users write the same.
    String text =
        random.nextInt(12) == 0
            ? "<same" + random.nextInt(2) + ">"
            : "<m" + member + "." + payloads++ + ">";
    StringBuilder whole = new StringBuilder(text);
    if (random.nextInt(25) == 0) {
      whole.append(text.repeat(LARGE_BYTES / text.length() + 1));
    }
    return whole.toString().getBytes(StandardCharsets.UTF_8);
  }

  // ---- what happens to contents

  /** Whatever is at a path will be gone by the user's own will. */
  private void abandon(String path) {
    Stat stat = hands.stat(path);
    if (stat == null) {
      return;
    }
    abandonInode(path, stat);
    if (stat.kind() == FileKind.DIRECTORY) {
      Picture.each(hands, path, this::abandonInode);
    }
  }

  private void abandonInode(String path, Stat stat) {
    if (stat.kind() == FileKind.REGULAR) {
      writings.superseded(Picture.content(hands, path));
      late.stream()
          .filter(l -> l.file.stat().inode() == stat.inode())
          .forEach(l -> l.abandoned = true);
    }
  }

  private void wrote(String path) {
    Bytes content = Picture.content(hands, path);
    if (hands.hasWriter(path)) {
      writings.passing(member, content);
    } else {
      writings.rested(content);
    }
  }

  // ---- operations

  private String create(Spot spot) {
    if (spot.there() != null) {
      return "";
    }
    byte[] content = payload();
    writings.rested(Bytes.copyOf(content));
    hands.write(spot.path().getBytes(StandardCharsets.UTF_8), content);
    return "create " + spot.path() + " " + brief(content);
  }

  private String overwrite(Spot spot) {
    byte[] content = payload();
    writings.superseded(Picture.content(hands, spot.path()));
    hands.write(spot.path().getBytes(StandardCharsets.UTF_8), content);
    wrote(spot.path());
    return "overwrite " + spot.path() + " " + brief(content);
  }

  /** Writes a new file over a name by a rename, as editors do. */
  private String replace(Spot spot) {
    if (spot.is(FileKind.DIRECTORY)) {
      return "";
    }
    byte[] content = payload();
    String aside = spot.path() + ".tmp";
    // A power cut may have left one that was renamed.
    abandon(aside);
    writings.rested(Bytes.copyOf(content));
    hands.write(aside.getBytes(StandardCharsets.UTF_8), content);
    abandon(spot.path());
    hands.rename(aside, spot.path());
    return "replace " + spot.path() + " " + brief(content);
  }

  private String makeDirectory(Spot spot) {
    if (spot.there() != null) {
      return "";
    }
    hands.mkdir(spot.path());
    return "mkdir " + spot.path();
  }

  /** A directory that appears whole. */
  private String arrive(Spot spot) {
    if (spot.there() != null) {
      return "";
    }
    String made = outside + "/d" + payloads++;
    hands.mkdir(made);
    for (int i = random.nextInt(3); i >= 0; i--) {
      byte[] content = payload();
      writings.rested(Bytes.copyOf(content));
      hands.write((made + "/" + NAMES[i]).getBytes(StandardCharsets.UTF_8), content);
    }
    hands.mkdir(made + "/" + NAMES[3]);
    hands.rename(made, spot.path());
    return "arrive " + spot.path();
  }

  private String rename(Spot from, Spot to) {
    boolean same = from.path().equals(to.path());
    boolean below = to.path().startsWith(from.path() + "/");
    boolean fits =
        to.there() == null
            || (from.is(FileKind.DIRECTORY)
                ? to.is(FileKind.DIRECTORY) && hands.list(to.path()).isEmpty()
                : !to.is(FileKind.DIRECTORY));
    if (same || below || !fits) {
      return "";
    }
    abandon(to.path());
    hands.rename(from.path(), to.path());
    return RENAME + from.path() + " " + to.path();
  }

  private String exchange(Spot one, Spot other) {
    boolean nested =
        (one.path() + "/").startsWith(other.path() + "/")
            || (other.path() + "/").startsWith(one.path() + "/");
    if (nested) {
      return "";
    }
    hands.rename(one.path(), other.path(), RenameMode.EXCHANGE);
    return EXCHANGE + one.path() + " " + other.path();
  }

  private String delete(Spot spot) {
    abandon(spot.path());
    if (random.nextInt(4) == 0 && !hands.exists(outside + "/gone")) {
      hands.rename(spot.path(), outside + "/gone");
      hands.removeTree(outside + "/gone");
    } else {
      hands.removeTree(spot.path());
    }
    return "delete " + spot.path();
  }

  private String chmod(Spot spot) {
    if (spot.is(FileKind.SYMLINK)) {
      return "";
    }
    boolean odd = random.nextBoolean();
    int mode = spot.is(FileKind.DIRECTORY) ? (odd ? 0750 : 0755) : (odd ? 0600 : 0664);
    hands.chmod(spot.path(), mode);
    return CHMOD + Integer.toOctalString(mode) + " " + spot.path();
  }

  private String touch(Spot spot) {
    hands.touch(spot.path(), new Timespec(1_500_000_000L + random.nextInt(1_000), 0));
    return TOUCH + spot.path();
  }

  private String link(Spot spot) {
    if (spot.there() != null) {
      return "";
    }
    hands.symlink(random.nextBoolean() ? "../a" : "/etc/passwd", spot.path());
    return "link " + spot.path();
  }

  // ---- files that stay open

  private String openLate(Spot spot) {
    if (spot.is(FileKind.DIRECTORY) || spot.is(FileKind.SYMLINK) || late.size() >= 3) {
      return "";
    }
    boolean cut = spot.there() == null || random.nextBoolean();
    if (cut && spot.there() != null) {
      writings.superseded(Picture.content(hands, spot.path()));
    }
    if (cut) {
      writings.passing(member, Bytes.EMPTY);
    }
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | (cut ? OpenFlags.O_TRUNC : 0);
    late.add(new Late(hands.open(spot.path(), flags)));
    return "open " + spot.path() + (cut ? " cut" : "");
  }

  private String goOn(Late one) {
    return switch (random.nextInt(3)) {
      case 0 -> write(one);
      case 1 -> close(one);
      default -> write(one) + ", " + close(one);
    };
  }

  private String write(Late one) {
    byte[] content = payload();
    writings.superseded(Bytes.owning(one.file.readAll()));
    one.file.truncate(0);
    writings.passing(member, Bytes.EMPTY);
    one.file.pwrite(content, 0);
    writings.passing(member, Bytes.owning(one.file.readAll()));
    return "write late " + brief(content);
  }

  private String close(Late one) {
    if (one.file.readAll().length == 0) {
      // WHY: an empty file would then be a content like any other, and no sign of a reader's bad
      // luck.
      write(one);
    }
    late.remove(one);
    Bytes content = Bytes.owning(one.file.readAll());
    boolean last = late.stream().noneMatch(l -> l.file.stat().inode() == one.file.stat().inode());
    one.file.close();
    if (one.abandoned) {
      writings.superseded(content);
    }
    if (last) {
      writings.rested(content);
    }
    return "close late" + (one.abandoned ? " abandoned" : "") + " " + brief(content.shared());
  }

  /** Closes what is open. */
  void finish() {
    while (!late.isEmpty()) {
      close(late.getLast());
    }
  }

  /** The machine has lost its power: what was open is not any more. */
  void forget() {
    late.clear();
  }

  private static String brief(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    return text.length() > 20 ? text.substring(0, 12) + "*" + content.length : text;
  }
}
