package io.twohop.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.twohop.model.Finding;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import org.junit.jupiter.api.Test;

/** What is gone, and how that is known. */
class RemovalsTest extends OnBothKernels {
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

  /** One half of an exchange was found just before, so that nobody knew where the directory was. */
  @Test
  void fileThatWent_outOfADirectoryThatIsOnItsWay_isMissing() {
    disk.mkdirs("outer/inner");
    disk.write("outer/inner/f", "x");
    disk.write("f", "y");
    bench.started();
    NodeId outer = bench.node("outer");
    NodeId went = bench.node("outer/inner/f");
    disk.move("outer/inner/f", "f");
    bench.look();
    bench.known.away(outer);
    bench.pass(Missings.OTHER_HALF_NANOS);
    assertThat(bench.missing()).isEmpty();

    disk.move("outer", "z");
    bench.settle();

    assertThat(bench.node("z")).isEqualTo(outer);
    assertThat(bench.missing()).extracting(Finding.Missing::node).containsExactly(went);
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
}
