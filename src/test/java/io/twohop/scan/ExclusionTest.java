package io.twohop.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.twohop.model.Finding;
import io.twohop.model.NodeId;
import io.twohop.posix.Fd;
import org.junit.jupiter.api.Test;

/** What is excluded is not looked at, and what comes from there arrives whole. */
class ExclusionTest extends OnBothKernels {
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
}
