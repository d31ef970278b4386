package io.twohop.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Finding;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import org.junit.jupiter.api.Test;

/** What is not told at once, since more is to come: temporary names, private modes. */
class WaitsTest extends OnBothKernels {
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
}
