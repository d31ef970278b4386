package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Action;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.model.Report;
import io.twohop.model.Timestamp;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelocationsTest extends OnASite {
  @Test
  void move_toAFreeName_isOneRename() {
    site.write("a", "a");
    long inode = site.stat("a").inode();

    Report report = site.apply(site.move("a", "b"));

    assertThat(report.obstacle()).isNull();
    assertThat(site.list(".")).containsExactly("b");
    assertThat(site.stat("b").inode()).isEqualTo(inode);
    assertThat(report.done().getFirst().seen())
        .satisfies(seen -> assertThat(seen.sameInode(site.print("b"))).isTrue());
  }

  @Test
  void move_ofADirectory_takesAlongWhatIsInIt() {
    site.mkdir("d");
    site.mkdir("e");
    site.write("d/f", "x");
    NodeId e = site.row(NodeId.ROOT, "e");
    NodeId d = site.row(NodeId.ROOT, "d");

    Report report =
        site.apply(
            site.move(d, NodeId.ROOT, "d", e, "moved", "d"),
            site.putNew(d, "g", site.file("put after the move", 0644)));

    assertThat(report.obstacle()).isNull();
    assertThat(site.list("e/moved")).containsExactly("f", "g");
  }

  @Test
  void move_ontoANameThatIsTaken_isDisturbed() {
    site.write("a", "a");
    site.write("b", "b");

    assertThat(site.apply(site.move("a", "b")).obstacle())
        .isEqualTo(new Obstacle.Disturbed(NodeId.ROOT, Name.of("b")));
    assertThat(site.read("a")).isEqualTo("a");
    assertThat(site.read("b")).isEqualTo("b");
  }

  @Test
  void move_ofAnotherInode_isDisturbed() {
    site.write("a", "a");
    Action move = site.move("a", "b");
    site.write("other", "other");
    site.rename("other", "a");

    assertThat(site.apply(move).obstacle())
        .isEqualTo(new Obstacle.Disturbed(NodeId.ROOT, Name.of("a")));
    assertThat(site.list(".")).containsExactly("a");
  }

  @Test
  void move_ofAFileThatWasEdited_movesItAndTheEditIsFoundLater() {
    site.write("a", "a");
    Action.Relocate move = site.move("a", "b");
    site.write("a", "edited");

    Report report = site.apply(move);

    assertThat(site.read("b")).isEqualTo("edited");
    assertThat(report.done().getFirst().seen()).isEqualTo(move.expected());
  }

  /** As after a copy over it that kept the size and brought the time along. */
  @Test
  void move_ofAFileWhoseEditShowsInCtimeAlone_isFoundLater() {
    site.write("a", "a");
    Action.Relocate move = site.move("a", "b");
    Fingerprint now = move.expected();
    Fingerprint before =
        new Fingerprint(
            now.inode(),
            now.birth(),
            now.sizeBytes(),
            now.mtime(),
            new Timestamp(now.ctime().seconds() - 60, 0),
            now.mode(),
            now.uid(),
            now.gid());

    Report report =
        site.apply(
            new Action.Relocate(
                move.node(),
                move.fromParent(),
                move.fromName(),
                move.toParent(),
                move.toName(),
                before));

    assertThat(site.read("b")).isEqualTo("a");
    assertThat(report.done().getFirst().seen()).isEqualTo(before);
  }

  @Test
  void chain_inTheWrongOrder_isCarriedOutFromItsFreeEnd() {
    site.write("a", "a");
    site.write("b", "b");
    site.write("c", "c");

    Report report = site.apply(site.move("a", "b"), site.move("b", "c"), site.move("c", "d"));

    assertThat(report.obstacle()).isNull();
    assertThat(site.list(".")).containsExactly("b", "c", "d");
    assertThat(List.of(site.read("b"), site.read("c"), site.read("d")))
        .containsExactly("a", "b", "c");
  }

  @Test
  void everyPermutationOfFiveNames_isCarriedOut_withAsFewExchangesAsPossible() {
    List<List<Integer>> permutations = new ArrayList<>();
    permute(new ArrayList<>(), List.of(0, 1, 2, 3, 4), permutations);
    for (List<Integer> permutation : permutations) {
      List<Action> moves = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        site.write("n" + i, "" + i);
      }
      for (int i = 0; i < 5; i++) {
        if (permutation.get(i) != i) {
          moves.add(site.move("n" + i, "n" + permutation.get(i)));
        }
      }
      int[] exchanges = new int[1];
      Hooked counting = new Hooked(site.sys).always("exchange", () -> exchanges[0]++);
      try (Site counted = site.through(counting)) {
        assertThat(counted.apply(moves.toArray(Action[]::new)).obstacle()).isNull();
      }
      for (int i = 0; i < 5; i++) {
        assertThat(site.read("n" + permutation.get(i))).isEqualTo("" + i);
      }
      assertThat(exchanges[0]).as("%s", permutation).isEqualTo(5 - cycles(permutation));
    }
  }

  private static void permute(List<Integer> begun, List<Integer> rest, List<List<Integer>> found) {
    if (rest.isEmpty()) {
      found.add(begun);
    }
    for (Integer next : rest) {
      List<Integer> longer = new ArrayList<>(begun);
      longer.add(next);
      permute(longer, rest.stream().filter(n -> !n.equals(next)).toList(), found);
    }
  }

  private static int cycles(List<Integer> permutation) {
    boolean[] seen = new boolean[permutation.size()];
    int cycles = 0;
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i]) {
        cycles++;
      }
      for (int at = i; !seen[at]; at = permutation.get(at)) {
        seen[at] = true;
      }
    }
    return cycles;
  }

  @Test
  void swap_ofAFileAndADirectory_isOneExchange() {
    site.write("f", "file");
    site.mkdir("d");
    site.write("d/inside", "x");

    assertThat(site.apply(site.move("f", "d"), site.move("d", "f")).obstacle()).isNull();
    assertThat(site.read("d")).isEqualTo("file");
    assertThat(site.read("f/inside")).isEqualTo("x");
  }

  @Test
  void swap_ofDirectoriesInDifferentDirectories_isOneExchange() {
    site.mkdir("p");
    site.mkdir("q");
    site.mkdir("p/x");
    site.mkdir("q/y");
    site.write("p/x/1", "1");
    NodeId p = site.row(NodeId.ROOT, "p");
    NodeId q = site.row(NodeId.ROOT, "q");
    NodeId x = site.row(p, "p/x");
    NodeId y = site.row(q, "q/y");

    Report report =
        site.apply(site.move(x, p, "x", q, "y", "p/x"), site.move(y, q, "y", p, "x", "q/y"));

    assertThat(report.obstacle()).isNull();
    assertThat(site.read("q/y/1")).isEqualTo("1");
    assertThat(site.list("p/x")).isEmpty();
  }

  @Test
  void directoryAndItsChild_changePlaces() {
    site.mkdir("p");
    site.mkdir("p/c");
    site.write("p/inP", "p");
    site.write("p/c/inC", "c");
    NodeId p = site.row(NodeId.ROOT, "p");
    NodeId c = site.row(p, "p/c");

    Report report =
        site.apply(
            site.move(p, NodeId.ROOT, "p", c, "c", "p"),
            site.move(c, p, "c", NodeId.ROOT, "p", "p/c"));

    assertThat(report.obstacle()).isNull();
    assertThat(site.read("p/inC")).isEqualTo("c");
    assertThat(site.read("p/c/inP")).isEqualTo("p");
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void directoryMovedOutOfOneThatMovesAway_findsBoth() {
    site.mkdir("a");
    site.mkdir("a/b");
    NodeId a = site.row(NodeId.ROOT, "a");
    NodeId b = site.row(a, "a/b");

    Report report =
        site.apply(
            site.move(a, NodeId.ROOT, "a", b, "under", "a"),
            site.move(b, a, "b", NodeId.ROOT, "top", "a/b"));

    assertThat(report.obstacle()).isNull();
    assertThat(site.list("top")).containsExactly("under");
  }

  @Test
  void cycle_thatFailsInTheMiddle_isTakenBack() {
    site.write("a", "a");
    site.write("b", "b");
    site.write("c", "c");
    int[] exchanges = new int[1];
    Hooked failing =
        new Hooked(site.sys)
            .always(
                "exchange",
                () -> {
                  if (++exchanges[0] == 2) {
                    throw new ErrnoException(Errno.EIO, "renameat2", "");
                  }
                });
    try (Site raced = site.through(failing)) {
      Report report = raced.apply(site.move("a", "b"), site.move("b", "c"), site.move("c", "a"));

      assertThat(report.obstacle()).isInstanceOf(Obstacle.Suspended.class);
      assertThat(report.done()).isEmpty();
      assertThat(List.of(site.read("a"), site.read("b"), site.read("c")))
          .containsExactly("a", "b", "c");
    }
  }

  @Test
  void cycle_withoutExchange_passesThroughTheStage() {
    site.write("a", "a");
    site.write("b", "b");
    try (Site plain = site.through(new Hooked(site.sys).withoutRenameFlags())) {
      Report report = plain.apply(site.move("a", "b"), site.move("b", "a"));

      assertThat(report.obstacle()).isNull();
      assertThat(site.read("a")).isEqualTo("b");
      assertThat(site.read("b")).isEqualTo("a");
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void directoryIntoItself_isBlocked() {
    site.mkdir("d");
    NodeId d = site.row(NodeId.ROOT, "d");

    assertThat(site.apply(site.move(d, NodeId.ROOT, "d", d, "x", "d")).obstacle())
        .isInstanceOf(Obstacle.Blocked.class);
    assertThat(site.list("d")).isEmpty();
  }

  @Test
  void moveToA255ByteName_worksAndALongerOneCannotBeSaid() {
    site.write("a", "a");
    String longest = "n".repeat(Name.MAX_BYTES);

    assertThat(site.apply(site.move("a", longest)).obstacle()).isNull();
    assertThat(site.read(longest)).isEqualTo("a");
  }

  @Test
  void pathOfMoreThan4095Bytes_isReached() {
    NodeId parent = NodeId.ROOT;
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      NodeId next = site.fresh();
      actions.add(
          new Action.MakeDirectory(next, parent, Name.of("d".repeat(250)), site.directory(0755)));
      parent = next;
    }
    Action.Put put = site.putNew(parent, "f", site.file("deep", 0644));
    actions.add(put);

    Report report = site.apply(actions.toArray(Action[]::new));

    assertThat(report.obstacle()).isNull();
    assertThat(report.done()).hasSize(21);
  }
}
