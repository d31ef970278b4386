package io.twohop.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.twohop.model.Facets;
import io.twohop.model.Finding;
import io.twohop.model.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which node it is that is under another name, or under its name again. */
class MovesTest extends OnBothKernels {
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

  /** The kernel had no room to tell of what was written, and of the rename it tells after that. */
  @Test
  void directory_renamedDuringAScan_toWhereThatHasBeen_isListedThere() {
    disk.mkdirs("a/d/e");
    bench.started();
    NodeId moved = bench.node("a/d");
    disk.write("a/d/e/f", "x");
    bench.overflow = true;
    bench.hear();
    bench.scanner.step(bench.nowNanos, 1);
    disk.move("a/d", "b");
    while (bench.scanner.scanning()) {
      bench.step();
    }

    bench.settle();

    assertThat(bench.node("b")).isEqualTo(moved);
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
}
