package io.twohop.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Finding;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A user without a plan: everything that can happen to a tree, in any order, from a seed. */
final class RandomChanges {
  private static final List<String> NAMES = List.of("a", "b", "c", "d~", ".e.Zz9_0q", "f.php");

  private final ScanBench bench;
  private final TestDisk disk;
  private final Random random;
  private final List<Fd> writers = new ArrayList<>();
  final List<String> log = new ArrayList<>();
  private final boolean hardLinks;
  private int counter;

  RandomChanges(ScanBench bench, long seed) {
    this.bench = bench;
    this.disk = bench.disk;
    this.random = new Random(seed);
    this.hardLinks = seed % 2 == 0;
  }

  /** Some changes, some looks in between at any moment; at the end all that is there is known. */
  void run(int changes) {
    for (int i = 0; i < changes; i++) {
      try {
        change();
      } catch (ErrnoException impossible) {
        log.add("  could not: " + impossible.getMessage());
      }
      between();
    }
    writers.forEach(Fd::close);
    writers.clear();
    bench.settle();
    assertThat(bench.scanner.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
    if (hardLinks) {
      // LIMIT: an edit through a name that is gone before anybody looked is found by a scan only.
      bench.scanner.scanAll();
      bench.settle();
    }
    bench.assertKnownIsDisk();
    bench.findings.clear();
    bench.scanner.scanAll();
    bench.settle();
    // The kernel does not say of one name of an inode that another was removed: ctime only.
    assertThat(bench.findings)
        .as("what only a scan finds")
        .allMatch(f -> f instanceof Finding.Present p && p.changed().isNone());
    bench.assertKnownIsDisk();
    assertThat(bench.scanner.idle()).isTrue();
  }

  private void between() {
    bench.clock.accept(random.nextInt(8) * 1_000_000L);
    switch (random.nextInt(12)) {
      case 0 -> bench.look();
      case 1 -> {
        bench.hear();
        bench.step();
      }
      case 2 -> bench.hear();
      case 3 -> bench.pass(random.nextInt(1_500) * 1_000_000L);
      case 4 -> {
        if (!bench.jobs.isEmpty()) {
          bench.jobs.remove().run();
        }
      }
      case 5 -> {
        if (random.nextInt(6) == 0) {
          log.add("overflow");
          bench.overflow = true;
        }
      }
      case 6 -> {
        if (!writers.isEmpty()) {
          Fd writer = writers.remove(random.nextInt(writers.size()));
          disk.put(writer, "end");
          writer.close();
          log.add("close a writer");
        }
      }
      default -> {}
    }
  }

  private void change() {
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> {
        String path = newPath();
        log.add("write " + path);
        disk.write(path, "content " + counter++ % 30);
      }
      case 3 -> {
        String path = anyPath();
        log.add("overwrite " + path);
        disk.overwrite(path, "CONTENT");
      }
      case 4, 5 -> {
        String path = newPath();
        log.add("mkdir " + path);
        disk.mkdir(path);
      }
      case 6, 7, 8 -> {
        String from = anyPath();
        String to = newPath();
        log.add("move " + from + " " + to);
        disk.move(from, to);
      }
      case 9 -> {
        String from = anyPath();
        String to = anyPath();
        log.add("exchange " + from + " " + to);
        disk.exchange(from, to);
      }
      case 10, 11 -> {
        String path = anyPath();
        log.add("remove " + path);
        disk.removeAll(path);
      }
      case 12 -> {
        String path = anyPath();
        log.add("chmod " + path);
        disk.chmod(path, random.nextBoolean() ? 0700 : 0755);
      }
      case 13 -> {
        String path = newPath();
        log.add("symlink " + path);
        disk.symlink("target " + counter++ % 5, path);
      }
      // WHY: a history has either open writers or hard links; see the end of run.
      case 14 -> {
        if (hardLinks) {
          return;
        }
        String path = newPath();
        log.add("open " + path);
        Fd writer =
            disk.open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_NOFOLLOW, 0644);
        writers.add(writer);
        disk.put(writer, "start");
      }
      default -> {
        if (!hardLinks) {
          return;
        }
        String path = anyPath();
        String to = newPath();
        log.add("link " + path + " " + to);
        disk.link(path, to);
      }
    }
  }

  private String anyPath() {
    Map<String, Stat> all = disk.all();
    if (all.isEmpty()) {
      return "a";
    }
    return List.copyOf(all.keySet()).get(random.nextInt(all.size()));
  }

  /** A name that may or may not be taken, in a directory that is there, the excluded one too. */
  private String newPath() {
    List<String> directories = new ArrayList<>(List.of(""));
    disk.all()
        .forEach((path, stat) -> {
          if (ScanBench.isDirectory(stat)) {
            directories.add(path + "/");
          }
        });
    return directories.get(random.nextInt(directories.size()))
        + NAMES.get(random.nextInt(NAMES.size()));
  }
}
