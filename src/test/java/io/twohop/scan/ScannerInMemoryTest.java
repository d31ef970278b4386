package io.twohop.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Finding;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Timestamp;
import io.twohop.posix.Errno;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Stat;
import io.twohop.sim.linux.Interposer;
import io.twohop.sim.linux.SimLinux;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only the Linux in memory can be made to do. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ScannerInMemoryTest {
  private static final long MILLISECOND = 1_000_000L;

  private final SimLinux linux = new SimLinux();
  private final ScanBench bench = ScanBench.inMemory(linux, (path, directory) -> false);
  private final TestDisk disk = bench.disk;

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void file_whoseWritersNobodyKnows_waitsForItsCloseOrForQuiet() {
    bench.started();
    Fd writer = disk.create("open");
    disk.put(writer, "part");
    disk.write("closed", "whole");
    linux.runAs(1_000, 1_000);
    bench.look();
    assertThat(bench.presents()).extracting(bench::nameOf).containsExactly("closed");
    bench.pass(1_500 * MILLISECOND);
    disk.put(writer, " more");
    bench.pass(1_500 * MILLISECOND);
    assertThat(bench.findings).hasSize(1);
    bench.pass(600 * MILLISECOND);
    assertThat(bench.presents()).extracting(bench::nameOf).containsExactly("closed", "open");
    linux.runAs(0, 0);
    writer.close();
  }

  /** Its word was read while its directory was on the way, and its times say nothing. */
  @Test
  void edit_inTheSameTick_inADirectoryThatWasMovedJustBefore_isFound() {
    disk.mkdirs("d");
    disk.mkdirs("e");
    disk.write("d/f", "before");
    bench.started();
    disk.move("d", "e/d");
    disk.write("e/d/f", "edited");
    bench.settle();
    bench.assertKnownIsDisk();
  }

  /** Nothing tells of the rename but that the listing, with which the watch begins, has no such. */
  @Test
  void file_renamedBetweenALookAndTheFirstListing_isNotAtBothNames() {
    bench.started();
    disk.mkdirs("d");
    disk.write("d/f", "x");
    linux.clock().advanceNanos(1_000 * MILLISECOND);
    bench.hear();
    assertThat(bench.step()).hasSize(1);
    bench.scanner.lookAgain(bench.node("d"), Name.of("f"));
    linux.setInterposer((call, number) -> {
      if (call.equals("inotify_add_watch") && disk.exists("d/f")) {
        disk.move("d/f", "d/g");
      }
      return null;
    });

    bench.settle();

    bench.assertKnownIsDisk();
  }

  /** The process dies before it could read the file again. */
  @Test
  void edit_inTheTickInWhichTheFileWasRead_isFoundByTheNextProcess() {
    bench.started();
    disk.write("f", "before");
    disk.mkdirs("out/d");
    disk.write("out/d/f", "before");
    disk.move("out/d", "d");
    bench.look();
    disk.overwrite("f", "edited");
    disk.overwrite("d/f", "edited");
    linux.clock().advanceNanos(1_000 * MILLISECOND);
    try (ScanBench next = bench.nextProcess()) {
      next.started();
      next.assertKnownIsDisk();
    }
  }

  /** When it is closed at last, its times are those of what was read. */
  @Test
  void edit_inTheTickInWhichTheFileArrived_isFoundWhenItIsClosed() {
    bench.started();
    disk.mkdirs("out/d");
    disk.write("out/d/f", "before");
    disk.move("out/d", "d");
    bench.hear();
    while (bench.findings.isEmpty()) {
      bench.step();
    }
    Fd writer = disk.open("d/f", OpenFlags.O_WRONLY | OpenFlags.O_TRUNC, 0);
    bench.look();
    disk.put(writer, "edited");
    bench.pass(3_000 * MILLISECOND);
    writer.close();
    bench.settle();
    bench.assertKnownIsDisk();
  }

  /** The kernel tells of a close before the file counts as closed. */
  @Test
  void file_whoseCloseIsToldEarly_isReadSoonAfter() {
    bench.started();
    disk.write("f", "whole");
    whileWritersLinger(bench::look);
    assertThat(bench.findings).isEmpty();
    assertThat(bench.pass(2 * MILLISECOND)).hasSize(1);
  }

  @Test
  void barrier_afterACloseThatWasToldEarly_isNotPastBeforeTheFileIsReported() {
    bench.started();
    disk.write("f", "whole");
    whileWritersLinger(() -> bench.pass(10 * MILLISECOND));
    long mark = bench.scanner.mark();
    assertThat(bench.scanner.isPast(mark)).isFalse();
    assertThat(bench.look()).hasSize(1);
    assertThat(bench.scanner.isPast(mark)).isTrue();
  }

  /** A new file has its name before its writer counts as one. */
  @Test
  void file_thatIsJustBeingOpened_isReadOnceItWasWritten() {
    bench.started();
    disk.write("f", "");
    bench.scanner.lookAgain(NodeId.ROOT, Name.of("f"));
    assertThat(bench.step()).isEmpty();
    disk.write("f", "whole");
    bench.pass(30 * MILLISECOND);
    assertThat(bench.presents()).hasSize(1);
    assertThat(bench.presents().getFirst().content()).hasToString("whole");
  }

  @Test
  void file_thatIsEmptyAndStaysSo_isReadSoonWithoutAClose() {
    bench.started();
    disk.write("f", "");
    bench.scanner.lookAgain(NodeId.ROOT, Name.of("f"));
    assertThat(bench.step()).isEmpty();
    bench.watch.drain();
    bench.pass(30 * MILLISECOND);
    assertThat(bench.presents()).extracting(bench::nameOf).containsExactly("f");
  }

  private void whileWritersLinger(Runnable act) {
    linux.setInterposer((call, index) -> call.equals("fcntl") ? Errno.EAGAIN : null);
    act.run();
    linux.setInterposer(Interposer.NONE);
  }

  /** What we put there ourselves is known before its tick is over. */
  @Test
  void edit_inTheSameTickAsWhatIsKnown_isFoundByAScan() {
    disk.write("f", "before");
    bench.started();
    disk.write("f", "ours");
    KnownNode before = bench.known.at("f");
    Stat stat = disk.all().get("f");
    Entry.RegularFile ours =
        new Entry.RegularFile(
            ScanBench.sha256("ours".getBytes(UTF_8)),
            4,
            stat.mode() & Entry.MODE_BITS,
            before.entry().owner(),
            Prints.time(stat.mtime()));
    bench.known.apply(
        new Finding.Present(
            before.node(), NodeId.ROOT, before.name(), ours, Facets.ALL, Prints.of(stat), null));
    disk.write("f", "edit");
    bench.watch.drain();
    bench.scanner.scanAll();
    bench.settle();
    bench.assertKnownIsDisk();
  }

  /** Its times were set before the cut, and nothing but its birth speaks of that moment. */
  @Test
  void afterAPowerCut_whatIsLeftOfANewFile_isResidueAlsoUnderAKnownName() {
    disk.write("known", "0123456789");
    bench.started();
    disk.write("new", "");
    disk.touch("new", 1_000, 0);
    long second = disk.all().get("new").birth().seconds();
    linux.clock().advanceNanos(2_000 * MILLISECOND);
    disk.move("new", "known");
    bench.scanner.afterPowerCut(
        new PowerCut(new Timestamp(second, 0), new Timestamp(second + 1, 0)));
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.residues).extracting(r -> r.found().node() != null).containsOnly(true);
    assertThat(bench.findings).isEmpty();
  }

  /** Where it is now a shorter one is known, and it is longer than that. */
  @Test
  void afterAPowerCut_whatIsLeftOfAFile_isResidueAlsoUnderAnothersName() {
    disk.write("long", "0123456789");
    disk.write("short", "01");
    bench.started();
    linux.clock().advanceNanos(2_000 * MILLISECOND);
    disk.write("long", "01234");
    long second = disk.all().get("long").mtime().seconds();
    linux.clock().advanceNanos(2_000 * MILLISECOND);
    disk.move("long", "short");
    bench.scanner.afterPowerCut(
        new PowerCut(new Timestamp(second, 0), new Timestamp(second + 1, 0)));
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.residues).isNotEmpty();
    assertThat(bench.presents()).isEmpty();
  }

  @Test
  void residue_whoseDirectoryIsMovedBeforeItIsPutAside_isReadAgainWhereThatIs() {
    disk.mkdirs("d/sub");
    bench.started();
    disk.write("d/sub/new", "");
    long second = disk.all().get("d/sub/new").birth().seconds();
    bench.scanner.afterPowerCut(
        new PowerCut(new Timestamp(second, 0), new Timestamp(second + 1, 0)));
    bench.settle();
    assertThat(bench.residues).hasSize(1);
    NodeId directory = bench.node("d/sub");
    disk.move("d", "moved");
    bench.scanner.readAgain(directory, Name.of("new"));
    bench.step();
    bench.settle();
    assertThat(bench.node("moved/sub")).isEqualTo(directory);
    assertThat(bench.residues).hasSizeGreaterThan(1);
  }

  @Test
  void error_whileLooking_makesNothingMissingAndIsToldOnce() {
    disk.mkdirs("d/e");
    disk.write("d/e/f", "x");
    bench.started();
    linux.setInterposer((call, index) -> call.equals("getdents64") ? Errno.EIO : null);
    bench.scanner.scanAll();
    bench.settle();
    bench.scanner.scanAll();
    bench.settle();
    linux.setInterposer(Interposer.NONE);
    assertThat(bench.findings).isEmpty();
    assertThat(bench.troubles).hasSize(1);
    assertThat(bench.known.byPath()).containsOnlyKeys("d", "d/e", "d/e/f");
  }

  @Test
  void watchLimit_isToldOnceAndScansStillFindEverything() {
    disk.mkdirs("a/b/c");
    linux.limits().inotifyWatches = 2;
    bench.scanner.scanAll();
    bench.settle();
    bench.assertKnownIsDisk();
    assertThat(bench.troubles).hasSize(1).first().isInstanceOf(Trouble.Unwatched.class);
    assertThat(bench.scanner.unwatched()).isEqualTo(2);
    disk.write("a/b/c/f", "x");
    bench.settle();
    bench.scanner.scanAll();
    bench.settle();
    bench.assertKnownIsDisk();
    linux.limits().inotifyWatches = 100;
    bench.scanner.retryWatches();
    bench.settle();
    assertThat(bench.scanner.unwatched()).isZero();
    disk.write("a/b/c/f", "y");
    bench.settle();
    bench.assertKnownIsDisk();
  }

  @Test
  void rootReplaced_makesNothingMissing() {
    disk.mkdirs("d");
    bench.started();
    try (Fd slash = linux.open("/".getBytes(UTF_8), OpenFlags.O_RDONLY, 0)) {
      byte[] tree = "tree".getBytes(UTF_8);
      linux.renameat2(slash, tree, slash, "other".getBytes(UTF_8), RenameMode.REPLACE);
      linux.mkdirat(slash, tree, 0755);
    }
    disk.removeAll("d");
    bench.settle();
    assertThat(bench.findings).isEmpty();
    assertThat(bench.troubles).containsExactly(new Trouble.RootNotInPlace());
  }
}
