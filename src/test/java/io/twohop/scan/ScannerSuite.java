package io.twohop.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.twohop.model.Bytes;
import io.twohop.model.Facets;
import io.twohop.model.Finding;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import io.twohop.model.Timestamp;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Syscalls;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a scanner has to find, whatever kernel is below it. */
abstract class ScannerSuite {
  static final long MILLISECOND = 1_000_000L;

  ScanBench bench;
  TestDisk disk;
  final Set<String> excluded = new HashSet<>();

  abstract Syscalls syscalls();

  /** Moves the machine's clock on by nanoseconds, where that can be done. */
  LongConsumer clock() {
    return nanos -> {};
  }

  /** An empty directory for this test. */
  abstract byte[] root();

  @BeforeEach
  void open() {
    bench =
        new ScanBench(
            syscalls(), root(), (path, directory) -> excluded.contains(TestDisk.text(path)));
    bench.clock = clock();
    disk = bench.disk;
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void scanAll_everyKind_isFoundOnceAndThenNothing() {
    disk.mkdirs("a/b/c");
    disk.write("a/f", "hello");
    disk.write("a/b/c/g", "");
    disk.symlink("/nowhere", "a/l");
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.scanner.takeScanCompleted()).isTrue();
    bench.assertKnownIsDisk();
    assertThat(bench.findings).hasSize(6);
    bench.findings.clear();
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.findings).isEmpty();
    assertThat(bench.scanner.idle()).isTrue();
    assertThat(bench.scanner.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void newFile_closed_isFoundAtOnceWithItsBytes() {
    bench.started();
    disk.write("f", "hello");
    bench.look();
    Finding.Present found = bench.presents().getFirst();
    assertThat(found.node()).isNull();
    assertThat(found.changed()).isEqualTo(Facets.ALL);
    assertThat(found.content()).isEqualTo(Bytes.copyOf(new byte[] {'h', 'e', 'l', 'l', 'o'}));
    bench.settle();
    assertThat(bench.findings).hasSize(1);
    bench.assertKnownIsDisk();
  }

  @Test
  void file_openForWriting_isFoundOnceAfterItsClose() {
    bench.started();
    try (Fd writer = disk.create("f")) {
      disk.put(writer, "one ");
      bench.look();
      bench.pass(3_000 * MILLISECOND);
      disk.put(writer, "two");
      bench.pass(3_000 * MILLISECOND);
      assertThat(bench.findings).isEmpty();
      long mark = bench.scanner.mark();
      assertThat(bench.look()).isEmpty();
      assertThat(bench.scanner.isPast(mark)).isTrue();
    }
    bench.look();
    assertThat(bench.findings).hasSize(1);
    bench.settle();
    assertThat(bench.findings).hasSize(1);
    bench.assertKnownIsDisk();
  }

  @Test
  void afterAPowerCut_emptyShortAndZeroedFiles_areResidueAndNoFindings() {
    for (String name : List.of("empty", "short", "zeros", "edited")) {
      disk.write(name, "0123456789");
    }
    bench.started();
    disk.write("empty", "");
    disk.write("short", "0123");
    disk.write("zeros", "012345678901\0\0");
    disk.write("edited", "0123456789 and more");
    disk.write("new-empty", "");
    disk.write("new-zeros", "\0\0\0");
    disk.write("new", "whole");
    bench.scanner.afterPowerCut(new PowerCut(new Timestamp(0, 0), new Timestamp(1L << 40, 0)));
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.residues.stream().distinct())
        .extracting(r -> r.name().toString(), r -> r.found().node() != null)
        .containsExactlyInAnyOrder(
            tuple("empty", true),
            tuple("short", true),
            tuple("zeros", true),
            tuple("new-empty", false),
            tuple("new-zeros", false));
    assertThat(bench.presents())
        .extracting(found -> found.name().toString())
        .containsExactlyInAnyOrder("edited", "new");
  }

  @Test
  void afterAPowerCut_theOldBytesUnderANewTime_areResidue() {
    disk.write("f", "old");
    bench.started();
    disk.touch("f", 1_000, 0);
    bench.scanner.afterPowerCut(new PowerCut(new Timestamp(0, 0), new Timestamp(1L << 40, 0)));
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.residues).hasSize(1);
    assertThat(bench.findings).isEmpty();
  }

  @Test
  void afterAPowerCut_filesChangedOutsideOfItsTime_areFindings() {
    disk.write("known", "0123456789");
    bench.started();
    disk.write("known", "");
    disk.write("new", "");
    bench.scanner.afterPowerCut(new PowerCut(new Timestamp(0, 0), new Timestamp(1_000, 0)));
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.residues).isEmpty();
    assertThat(bench.presents()).hasSize(2);
  }

  @Test
  void file_rewrittenWithTheSameSizeAtOnce_isNoticed() {
    bench.started();
    for (int i = 0; i < 50; i++) {
      disk.write("f", "value " + (char) ('A' + i % 26));
      bench.look();
      disk.overwrite("f", "VALUE " + (char) ('a' + i % 26));
      bench.settle();
      bench.assertKnownIsDisk();
    }
  }

  @Test
  void metadata_changed_saysWhichFacets() {
    disk.write("f", "x");
    disk.mkdir("d");
    bench.started();
    disk.chmod("f", 0600);
    disk.chmod("d", 0700);
    bench.settle();
    assertThat(bench.presents())
        .extracting(Finding.Present::changed)
        .containsOnly(new Facets(false, true, false, false));
    bench.findings.clear();
    disk.touch("f", 5, 7);
    bench.settle();
    assertThat(bench.presents()).hasSize(1);
    assertThat(bench.presents().getFirst().changed())
        .isEqualTo(new Facets(false, false, false, true));
    assertThat(bench.presents().getFirst().content()).isNull();
    bench.assertKnownIsDisk();
  }

  @Test
  void contentThatComesBack_onlyRefreshesTheFingerprint() {
    disk.write("f", "x");
    disk.touch("f", 5, 7);
    bench.started();
    disk.write("f", "y");
    disk.write("f", "x");
    disk.touch("f", 5, 7);
    bench.settle();
    assertThat(bench.presents()).hasSize(1);
    assertThat(bench.presents().getFirst().changed()).isEqualTo(Facets.NONE);
    bench.assertKnownIsDisk();
  }

  @Test
  void symlink_changed_isContent() {
    disk.symlink("a", "l");
    bench.started();
    NodeId node = bench.node("l");
    disk.symlink("b", "l2");
    disk.move("l2", "l");
    bench.settle();
    assertThat(bench.node("l")).isEqualTo(node);
    assertThat(bench.missing()).isEmpty();
    bench.assertKnownIsDisk();
  }

  @Test
  void file_renamed_keepsItsNode() {
    disk.mkdirs("a");
    disk.mkdirs("b");
    disk.write("a/f", "x");
    bench.started();
    NodeId node = bench.node("a/f");
    disk.move("a/f", "b/g");
    bench.settle();
    assertThat(bench.node("b/g")).isEqualTo(node);
    assertThat(bench.findings).hasSize(1);
    assertThat(bench.presents().getFirst().changed()).isEqualTo(Facets.NONE);
    bench.assertKnownIsDisk();
  }

  @Test
  void file_renamedOntoAnother_isItsContentAndARemoval() {
    disk.write("a", "x");
    disk.write("b", "y");
    bench.started();
    NodeId a = bench.node("a");
    NodeId b = bench.node("b");
    disk.move("a", "b");
    bench.settle();
    assertThat(bench.node("b")).isEqualTo(b);
    assertThat(bench.missing())
        .extracting(Finding.Missing::node, Finding.Missing::witnessed)
        .containsExactly(tuple(a, true));
    bench.assertKnownIsDisk();
  }

  @Test
  void file_renamedAndMadeAnew_isAnEditAndANewFile() {
    disk.write("a", "x");
    bench.started();
    NodeId a = bench.node("a");
    disk.move("a", "b");
    disk.write("a", "y");
    bench.settle();
    assertThat(bench.node("a")).isEqualTo(a);
    assertThat(bench.missing()).isEmpty();
    bench.assertKnownIsDisk();
  }

  @Test
  void files_swapped_areTwoEdits() {
    disk.write("a", "x");
    disk.write("b", "y");
    bench.started();
    NodeId a = bench.node("a");
    disk.exchange("a", "b");
    bench.settle();
    assertThat(bench.node("a")).isEqualTo(a);
    assertThat(bench.findings).hasSize(2);
    bench.assertKnownIsDisk();
  }

  @Test
  void directory_renamedWithChildren_isOneFinding() {
    disk.mkdirs("a/b/c");
    disk.write("a/b/c/f", "x");
    disk.write("a/g", "x");
    bench.started();
    NodeId a = bench.node("a");
    disk.move("a", "z");
    bench.settle();
    assertThat(bench.findings).hasSize(1);
    assertThat(bench.node("z")).isEqualTo(a);
    bench.assertKnownIsDisk();
    bench.findings.clear();
    disk.write("z/b/c/f", "edited after the move");
    bench.settle();
    assertThat(bench.findings).hasSize(1);
    bench.assertKnownIsDisk();
  }

  @Test
  void directories_swapped_areTwoMoves() {
    disk.mkdirs("a/x");
    disk.mkdirs("b/y");
    disk.write("a/f", "a");
    disk.write("b/f", "b");
    bench.started();
    NodeId a = bench.node("a");
    NodeId b = bench.node("b");
    disk.exchange("a", "b");
    bench.settle();
    assertThat(bench.node("a")).isEqualTo(b);
    assertThat(bench.node("b")).isEqualTo(a);
    assertThat(bench.findings).hasSize(2);
    bench.assertKnownIsDisk();
  }

  @Test
  void directories_rotatedWhileAway_areMovesInAScan() {
    disk.mkdirs("a/x");
    disk.mkdirs("b/y");
    disk.mkdirs("c/z");
    disk.write("a/x/f", "a");
    bench.started();
    NodeId a = bench.node("a");
    disk.move("a", "t");
    disk.move("b", "a");
    disk.move("c", "b");
    disk.move("t", "c");
    disk.write("c/x/f", "changed");
    bench.watch.drain();
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.node("c")).isEqualTo(a);
    assertThat(bench.missing()).isEmpty();
    assertThat(bench.findings).hasSize(4);
    bench.assertKnownIsDisk();
  }

  @Test
  void directory_editedInsideAfterItsParentMoved_isFound() {
    disk.mkdirs("a/b/c");
    disk.write("a/b/c/f", "x");
    bench.started();
    disk.write("a/b/c/f", "edited");
    disk.move("a/b", "q");
    disk.write("q/c/g", "new");
    disk.move("a", "r");
    bench.settle();
    bench.assertKnownIsDisk();
    assertThat(bench.missing()).isEmpty();
  }

  @Test
  void directories_madeFasterThanWatched_areFoundWhole() {
    bench.started();
    disk.mkdirs("a/b/c/d/e");
    disk.write("a/b/c/d/e/f", "deep");
    disk.write("a/b/f", "less deep");
    bench.settle();
    bench.assertKnownIsDisk();
    assertThat(bench.findings).hasSize(7);
  }

  @Test
  void directory_madeAgainUnderTheSameName_isTheSameNode() {
    disk.mkdirs("d/e");
    disk.write("d/f", "x");
    bench.started();
    NodeId d = bench.node("d");
    disk.removeAll("d");
    disk.mkdir("d");
    disk.write("d/f", "y");
    bench.settle();
    assertThat(bench.node("d")).isEqualTo(d);
    bench.assertKnownIsDisk();
  }

  @Test
  void directory_movedAwayAndMadeAgain_isMovedAndNew() {
    disk.mkdirs("d/e");
    bench.started();
    NodeId d = bench.node("d");
    disk.move("d", "old");
    disk.mkdirs("d/e");
    bench.settle();
    assertThat(bench.node("old")).isEqualTo(d);
    assertThat(bench.node("d")).isNotEqualTo(d);
    bench.assertKnownIsDisk();
  }

  @Test
  void file_replacedByDirectoryAndBack_isFoundBothTimes() {
    disk.write("x", "file");
    bench.started();
    disk.unlink("x");
    disk.mkdir("x");
    disk.write("x/y", "inside");
    bench.settle();
    bench.assertKnownIsDisk();
    disk.removeAll("x");
    disk.write("x", "file again");
    bench.settle();
    bench.assertKnownIsDisk();
  }

  @Test
  void directory_removedWhole_isMissingAndWitnessed() {
    disk.mkdirs("d/e");
    disk.write("d/e/f", "x");
    bench.started();
    NodeId d = bench.node("d");
    disk.removeAll("d");
    bench.settle();
    assertThat(bench.missing())
        .extracting(Finding.Missing::node, Finding.Missing::witnessed)
        .contains(tuple(d, true));
    assertThat(bench.missing()).allMatch(Finding.Missing::witnessed);
    bench.assertKnownIsDisk();
    assertThat(bench.watch.size()).isEqualTo(1);
  }

  @Test
  void removals_whileAway_areInferred() {
    disk.write("f", "x");
    disk.mkdirs("d/e");
    bench.started();
    NodeId d = bench.node("d");
    NodeId f = bench.node("f");
    disk.unlink("f");
    disk.removeAll("d");
    bench.watch.drain();
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.missing())
        .extracting(Finding.Missing::node, Finding.Missing::witnessed)
        .containsExactlyInAnyOrder(tuple(d, false), tuple(f, false));
    bench.assertKnownIsDisk();
  }

  @Test
  void overflow_movesAndRemovals_areToldApart() {
    disk.mkdirs("a/b");
    disk.write("a/b/f", "x");
    disk.write("gone", "x");
    disk.write("moved", "x");
    bench.started();
    NodeId b = bench.node("a/b");
    NodeId moved = bench.node("moved");
    disk.move("a/b", "z");
    disk.move("moved", "z/moved");
    disk.unlink("gone");
    disk.write("z/new", "n");
    bench.overflow = true;
    bench.settle();
    assertThat(bench.node("z")).isEqualTo(b);
    assertThat(bench.node("z/moved")).isEqualTo(moved);
    assertThat(bench.missing()).hasSize(1);
    bench.assertKnownIsDisk();
  }

  @Test
  void names_ofAnyBytes_areFound() {
    bench.started();
    disk.write("\u00ff\u00fe\u0080", "not UTF-8");
    disk.write("new\nline", "x");
    disk.write("-rf", "x");
    disk.write("n".repeat(255), "x");
    disk.mkdirs("d\n/\u00e9");
    disk.write("d\n/\u00e9/ ", "x");
    bench.settle();
    bench.assertKnownIsDisk();
    assertThat(bench.findings).hasSize(7);
  }

  @Test
  void hardLinks_editedThroughOne_areBothFound() {
    disk.write("a", "x");
    disk.mkdir("d");
    disk.link("a", "d/b");
    bench.started();
    disk.append("a", "more");
    bench.settle();
    assertThat(bench.presents()).hasSize(2);
    bench.assertKnownIsDisk();
  }

  @Test
  void temporaryName_renamedInTime_isNeverFound() {
    disk.write("f", "old");
    bench.started();
    disk.write(".f.Ab3_x9", "new");
    bench.look();
    bench.pass(500 * MILLISECOND);
    assertThat(bench.findings).isEmpty();
    disk.move(".f.Ab3_x9", "f");
    bench.look();
    assertThat(bench.findings).hasSize(1);
    bench.settle();
    assertThat(bench.findings).hasSize(1);
    bench.assertKnownIsDisk();
  }

  @Test
  void temporaryName_thatStays_isFoundAfterASecond() {
    bench.started();
    disk.write("f.part", "x");
    bench.pass(900 * MILLISECOND);
    assertThat(bench.findings).isEmpty();
    bench.pass(200 * MILLISECOND);
    assertThat(bench.findings).hasSize(1);
  }

  @Test
  void temporaryName_barrier_endsTheWait() {
    bench.started();
    disk.write("f.part", "x");
    bench.look();
    long mark = bench.scanner.mark();
    assertThat(bench.scanner.isPast(mark)).isFalse();
    bench.scanner.endWaits(bench.nowNanos);
    bench.look();
    assertThat(bench.scanner.isPast(mark)).isTrue();
    assertThat(bench.findings).hasSize(1);
  }

  @Test
  void privateMode_chmodInTime_isFoundWithTheFinalMode() {
    bench.started();
    disk.write("f", "x");
    disk.chmod("f", 0600);
    bench.look();
    assertThat(bench.findings).isEmpty();
    disk.chmod("f", 0644);
    bench.settle();
    assertThat(bench.findings).hasSize(1);
    bench.assertKnownIsDisk();
  }

  @Test
  void vimSave_isOneEdit() {
    disk.write("f", "old");
    bench.started();
    NodeId f = bench.node("f");
    disk.write("4913", "");
    disk.unlink("4913");
    disk.move("f", "f~");
    disk.write("f", "new");
    bench.look();
    disk.unlink("f~");
    bench.settle();
    assertThat(bench.node("f")).isEqualTo(f);
    assertThat(bench.findings).hasSize(1);
    bench.assertKnownIsDisk();
  }

  @Test
  void excludedNames_areInvisible() {
    excluded.add("cache");
    excluded.add("d/skip");
    disk.mkdirs("cache/x");
    disk.mkdirs("d");
    disk.write("d/skip", "x");
    bench.started();
    disk.write("cache/y", "x");
    disk.write("d/skip", "y");
    disk.write("d/seen", "y");
    bench.settle();
    assertThat(bench.findings).hasSize(1);
    assertThat(bench.known.byPath()).containsOnlyKeys("d", "d/seen");
  }

  @Test
  void trackedNames_excludedFromNowOn_areNotMissing() {
    disk.mkdirs("d");
    disk.write("d/f", "x");
    bench.started();
    excluded.add("d/f");
    disk.unlink("d/f");
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.findings).isEmpty();
  }

  @Test
  void renameAcrossTheExclusion_isRemovalAndArrival() {
    excluded.add("out");
    disk.mkdir("out");
    disk.mkdirs("d/e");
    disk.write("d/e/f", "x");
    bench.started();
    NodeId d = bench.node("d");
    disk.move("d", "out/d");
    bench.settle();
    assertThat(bench.missing())
        .extracting(Finding.Missing::node, Finding.Missing::witnessed)
        .containsExactly(tuple(d, true));
    assertThat(bench.watch.size()).isEqualTo(1);
    bench.findings.clear();
    disk.write("out/d/e/f", "edited outside");
    disk.move("out/d", "d");
    bench.settle();
    assertThat(bench.findings).hasSize(1);
    assertThat(bench.findings.getFirst()).isInstanceOf(Finding.Arrived.class);
    bench.assertKnownIsDisk();
    bench.findings.clear();
    disk.write("d/e/f", "edited inside");
    bench.settle();
    assertThat(bench.findings).hasSize(1);
    bench.assertKnownIsDisk();
  }

  @Test
  void arrivedDirectory_isOneFindingWithAllThatIsInIt() {
    excluded.add("out");
    disk.mkdirs("out/p/q/r");
    disk.write("out/p/f", "f");
    disk.write("out/p/q/r/g", "g");
    disk.symlink("x", "out/p/q/l");
    bench.started();
    disk.move("out/p", "p");
    bench.settle();
    assertThat(bench.findings).hasSize(1);
    Finding.Arrived arrived = (Finding.Arrived) bench.findings.getFirst();
    assertThat(arrived.parts()).hasSize(6);
    assertThat(arrived.parts().getFirst().parentIndex()).isEqualTo(-1);
    assertThat(arrived.parts()).filteredOn(p -> p.parentIndex() < 0).hasSize(1);
    assertThat(bench.known.byPath()).hasSize(6);
  }

  @Test
  void arrivedDirectory_ontoATrackedName_keepsThatNode() {
    excluded.add("backup");
    excluded.add("upgrade");
    disk.mkdir("backup");
    disk.mkdirs("upgrade/p/new");
    disk.write("upgrade/p/f", "2");
    disk.mkdirs("p/old");
    disk.write("p/f", "1");
    bench.started();
    NodeId p = bench.node("p");
    disk.move("p", "backup/p");
    disk.move("upgrade/p", "p");
    bench.settle();
    assertThat(bench.findings).hasSize(1);
    assertThat(bench.node("p")).isEqualTo(p);
    assertThat(bench.known.byPath()).containsOnlyKeys("p", "p/new", "p/f");
  }

  @Test
  void arrivedDirectory_withAFileStillOpen_followsWithIt() {
    excluded.add("out");
    disk.mkdirs("out/p");
    disk.write("out/p/done", "x");
    bench.started();
    try (Fd writer = disk.create("out/p/open")) {
      disk.put(writer, "part");
      disk.move("out/p", "p");
      bench.look();
      bench.pass(500 * MILLISECOND);
      assertThat(bench.findings).isEmpty();
      bench.pass(600 * MILLISECOND);
      assertThat(bench.findings).hasSize(1);
      disk.put(writer, " and whole");
    }
    bench.settle();
    assertThat(bench.findings).hasSize(2);
    assertThat(bench.known.byPath()).containsOnlyKeys("p", "p/done", "p/open");
  }

  @Test
  void bigFile_isReadByAWorkerWhileSmallOnesPass() {
    bench.started();
    disk.write("big", "b".repeat(5 * 1024 * 1024));
    disk.write("small", "s");
    bench.look();
    assertThat(bench.presents()).extracting(bench::nameOf).containsExactly("small");
    assertThat(bench.jobs).hasSize(1);
    bench.settle();
    assertThat(bench.findings).hasSize(2);
    bench.assertKnownIsDisk();
  }

  @Test
  void bigFile_changedWhileItIsRead_isReadAgain() {
    bench.started();
    disk.write("big", "b".repeat(5 * 1024 * 1024));
    bench.look();
    Runnable job = bench.jobs.remove();
    disk.append("big", "more");
    job.run();
    bench.look();
    assertThat(bench.findings).isEmpty();
    bench.settle();
    assertThat(bench.findings).hasSize(1);
    bench.assertKnownIsDisk();
  }

  @Test
  void bigFile_renamed_isNotMissingWhileItIsRead() {
    disk.write("big", "b".repeat(5 * 1024 * 1024));
    bench.started();
    NodeId node = bench.node("big");
    disk.move("big", "other");
    bench.look();
    bench.pass(2_000 * MILLISECOND);
    assertThat(bench.findings).isEmpty();
    bench.settle();
    assertThat(bench.node("other")).isEqualTo(node);
    assertThat(bench.missing()).isEmpty();
  }

  @Test
  void unreadableDirectory_makesNothingMissing() {
    disk.mkdirs("d");
    disk.write("d/f", "x");
    bench.started();
    NodeId d = bench.node("d");
    disk.move("d", "e");
    disk.symlink("e", "d");
    bench.settle();
    assertThat(bench.node("e")).isEqualTo(d);
    assertThat(bench.missing()).isEmpty();
    bench.assertKnownIsDisk();
  }

  @Test
  void emptyFile_andTimes_areExact() {
    disk.write("f", "");
    disk.touch("f", -1, 999_999_999);
    bench.started();
    assertThat(bench.known.at("f").seen().mtime()).isEqualTo(new Timestamp(-1, 999_999_999));
    bench.assertKnownIsDisk();
  }

  @Test
  void atRest_nothingIsDue() {
    disk.mkdirs("d");
    bench.started();
    disk.write("d/f", "x");
    bench.settle();
    assertThat(bench.scanner.idle()).isTrue();
    assertThat(bench.scanner.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(disk.stat("d").kind()).isEqualTo(FileKind.DIRECTORY);
  }

  @Test
  void fileMadeAndRemoved_isNeverFound() {
    bench.started();
    disk.write("f", "x");
    disk.unlink("f");
    bench.settle();
    assertThat(bench.findings).isEmpty();
  }

  @Test
  void truncatedInPlace_isFoundWithoutAClose() {
    disk.write("f", "hello");
    bench.started();
    try (Fd file = disk.open("f", OpenFlags.O_WRONLY, 0)) {
      disk.sys.ftruncate(file, 2);
    }
    bench.settle();
    assertThat(bench.presents()).hasSize(1);
    bench.assertKnownIsDisk();
  }

  @Test
  void twoDirectoriesIntoOneAnother_areFollowed() {
    disk.mkdirs("a/b");
    disk.mkdirs("c/d");
    bench.started();
    NodeId a = bench.node("a");
    disk.move("a", "c/d/a");
    disk.move("c", "e");
    disk.move("e/d/a/b", "b");
    bench.settle();
    assertThat(bench.node("e/d/a")).isEqualTo(a);
    assertThat(bench.missing()).isEmpty();
    bench.assertKnownIsDisk();
    assertThat(List.copyOf(bench.troubles)).isEmpty();
  }

  @Test
  void nameThatWaits_inADirectoryThatIsKnownByAnotherIdMeanwhile_isFoundAllTheSame() {
    disk.mkdir("d");
    bench.started();
    KnownNode before = bench.known.node(bench.node("d"));
    disk.write("d/.x.swp", "hello");
    bench.look();
    assertThat(bench.findings).isEmpty();
    NodeId winner = new NodeId(new MemberId(8), 1);
    bench.known.apply(new Finding.Missing(before.node(), before.parent(), before.name(), true));
    bench.known.put(
        new KnownNode(winner, before.parent(), before.name(), before.entry(), before.seen()));
    bench.watch.rename(before.node(), winner);
    bench.scanner.unite(winner);
    bench.settle();
    assertThat(bench.presents()).extracting(bench::nameOf).containsExactly(".x.swp");
    bench.assertKnownIsDisk();
  }

  @Test
  void fileThatWent_whichIsKnownByAnotherIdMeanwhile_isMissingByThat() {
    disk.write("f", "hello");
    bench.started();
    KnownNode before = bench.known.node(bench.node("f"));
    disk.unlink("f");
    bench.look();
    assertThat(bench.findings).isEmpty();
    NodeId winner = new NodeId(new MemberId(8), 1);
    bench.known.apply(new Finding.Missing(before.node(), before.parent(), before.name(), true));
    bench.known.put(
        new KnownNode(winner, before.parent(), before.name(), before.entry(), before.seen()));
    bench.scanner.unite(winner);
    bench.settle();
    assertThat(bench.missing()).extracting(Finding.Missing::node).containsExactly(winner);
    assertThat(bench.missing().getFirst().witnessed()).isTrue();
    bench.assertKnownIsDisk();
  }

  /** How many random histories this kernel is put through. */
  abstract int seeds();

  /** A bench on an empty directory, for one of many histories. */
  abstract ScanBench fresh(long seed);

  @Test
  void randomHistories_endWithWhatIsThereBeingKnown() {
    long first = Long.getLong("scan.seed", 1);
    int count = Integer.getInteger("scan.seeds", seeds());
    for (long seed = first; seed < first + count; seed++) {
      try (ScanBench one = fresh(seed)) {
        one.clock = clock();
        one.disk.mkdir("out");
        one.started();
        RandomChanges changes = new RandomChanges(one, seed);
        try {
          changes.run(60);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(
              "-Dscan.seed=" + seed + " -Dscan.seeds=1\n" + String.join("\n", changes.log), e);
        }
      }
    }
  }
}
