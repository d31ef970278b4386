package io.twohop.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Bytes;
import io.twohop.model.Facets;
import io.twohop.model.Finding;
import io.twohop.model.NodeId;
import io.twohop.model.Timestamp;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import org.junit.jupiter.api.Test;

/** What happens to one file or symlink, of any name and size. */
class FilesTest extends OnBothKernels {
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
  void fileMadeAndRemoved_isNeverFound() {
    bench.started();
    disk.write("f", "x");
    disk.unlink("f");
    bench.settle();
    assertThat(bench.findings).isEmpty();
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
  void atRest_nothingIsDue() {
    disk.mkdirs("d");
    bench.started();
    disk.write("d/f", "x");
    bench.settle();
    assertThat(bench.scanner.idle()).isTrue();
    assertThat(bench.scanner.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(disk.stat("d").kind()).isEqualTo(FileKind.DIRECTORY);
  }
}
