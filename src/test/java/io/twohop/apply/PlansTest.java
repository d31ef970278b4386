package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Action;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.model.Report;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds of any plan, and of several: where it stops, and what it is put into. */
class PlansTest extends OnASite {
  private static final Obstacle.Disturbed AT_F = new Obstacle.Disturbed(NodeId.ROOT, Name.of("f"));

  @Test
  void fullDisk_suspendsThisPlanAndTheRest() {
    Hooked full =
        new Hooked(site.sys)
            .before(
                "write",
                () -> {
                  throw new ErrnoException(Errno.ENOSPC, "write", "");
                });
    try (Site raced = site.through(full)) {
      List<Report> reports =
          raced.applier.apply(
              List.of(
                  site.plan(site.putNew(NodeId.ROOT, "f", site.file("new", 0600))),
                  site.plan(site.putNew(NodeId.ROOT, "l", site.link("x")))),
              site.contents(),
              0);

      assertThat(reports)
          .allMatch(report ->
              report.obstacle() instanceof Obstacle.Suspended s
                  && s.errno() == Errno.ENOSPC.number());
      assertThat(site.list(".")).isEmpty();
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void lostFlush_suspendsBeforeAnythingIsReplaced() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    Hooked broken =
        new Hooked(site.sys)
            .before(
                "fdatasync",
                () -> {
                  throw new ErrnoException(Errno.EIO, "fdatasync", "");
                });
    try (Site raced = site.through(broken)) {
      assertThat(raced.apply(put).obstacle()).isInstanceOf(Obstacle.Suspended.class);
      assertThat(site.read("f")).isEqualTo("old");
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void withoutExchange_replacingLinksTheOldFileAndRenamesOver() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    Hooked plain = new Hooked(site.sys).withoutRenameFlags();
    try (Site raced = site.through(plain)) {
      assertThat(raced.stage.exchanges()).isFalse();
      assertThat(raced.apply(put).obstacle()).isNull();
      assertThat(site.read("f")).isEqualTo("new");
      assertThat(site.staged("swap-")).hasSize(1);
      assertThat(raced.applier.examine(Site.SECOND)).isEmpty();
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void withoutRenameFlags_aFreeNameIsStillNeverReplaced() {
    Action put = site.putNew(NodeId.ROOT, "f", site.file("ours", 0644));
    site.write("f", "theirs");
    try (Site raced = site.through(new Hooked(site.sys).withoutRenameFlags())) {
      assertThat(raced.apply(put).obstacle()).isEqualTo(AT_F);
      assertThat(site.read("f")).isEqualTo("theirs");
      assertThat(site.stage.list()).isEmpty();
      assertThat(raced.apply(site.putNew(NodeId.ROOT, "g", site.file("g", 0644))).obstacle())
          .isNull();
    }
  }

  @Test
  void parentThatBecameALink_isNeverFollowed() {
    site.mkdir("d");
    NodeId d = site.row(NodeId.ROOT, "d");
    site.rename("d", "e");
    site.symlink("e", "d");

    Report report = site.apply(site.putNew(d, "f", site.file("x", 0644)));

    assertThat(report.obstacle()).isEqualTo(new Obstacle.Disturbed(NodeId.ROOT, Name.of("d")));
    assertThat(site.list("e")).isEmpty();
  }

  @Test
  void ancestorThatMoved_isTheOneThatIsNamed() {
    site.mkdir("a");
    site.mkdir("a/b");
    NodeId a = site.row(NodeId.ROOT, "a");
    NodeId b = site.row(a, "a/b");
    site.rename("a", "c");

    Report report = site.apply(site.putNew(b, "f", site.file("x", 0644)));

    assertThat(report.obstacle()).isEqualTo(new Obstacle.Disturbed(NodeId.ROOT, Name.of("a")));
  }

  @Test
  void anotherDirectoryAtTheParentsPlace_isNotWrittenInto() {
    site.mkdir("d");
    NodeId d = site.row(NodeId.ROOT, "d");
    site.rename("d", "old");
    site.mkdir("d");

    assertThat(site.apply(site.putNew(d, "f", site.file("x", 0644))).obstacle())
        .isEqualTo(new Obstacle.Disturbed(NodeId.ROOT, Name.of("d")));
    assertThat(site.list("d")).isEmpty();
  }

  @Test
  void batch_laterPlansBuildOnEarlierOnes() {
    NodeId d = site.fresh();
    List<Report> reports =
        site.applier.apply(
            List.of(
                site.plan(
                    new Action.MakeDirectory(d, NodeId.ROOT, Name.of("d"), site.directory(0755))),
                site.plan(site.putNew(d, "f", site.file("x", 0644)))),
            site.contents(),
            0);

    assertThat(reports).allMatch(report -> report.obstacle() == null);
    assertThat(site.read("d/f")).isEqualTo("x");
  }

  @Test
  void batch_whenOnePlanStops_theOthersGoOn() {
    site.write("taken", "theirs");
    List<Report> reports =
        site.applier.apply(
            List.of(
                site.plan(
                    site.putNew(NodeId.ROOT, "a", site.file("a", 0644)),
                    site.putNew(NodeId.ROOT, "taken", site.file("x", 0644)),
                    site.putNew(NodeId.ROOT, "b", site.file("b", 0644))),
                site.plan(site.putNew(NodeId.ROOT, "c", site.file("c", 0644)))),
            site.contents(),
            0);

    assertThat(reports.get(0).done()).hasSize(1);
    assertThat(reports.get(0).obstacle()).isInstanceOf(Obstacle.Disturbed.class);
    assertThat(reports.get(1).obstacle()).isNull();
    assertThat(site.list(".")).containsExactly("a", "c", "taken");
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void batch_ofManyReplacements_flushesAllBeforeTheFirstIsVisible() {
    int[] flushed = new int[1];
    int[] flushedAtFirstSwap = {-1};
    List<Action> puts = new java.util.ArrayList<>();
    for (int i = 0; i < 600; i++) {
      site.write("f" + i, "old");
      puts.add(site.replace("f" + i, site.file("new " + i, 0644)));
    }
    Hooked counting =
        new Hooked(site.sys)
            .always("fdatasync", () -> flushed[0]++)
            .before("exchange", () -> flushedAtFirstSwap[0] = flushed[0]);
    try (Site counted = site.through(counting)) {
      assertThat(counted.apply(puts.toArray(Action[]::new)).obstacle()).isNull();
      assertThat(flushedAtFirstSwap[0]).isEqualTo(600);
    }
  }

  @Test
  void settle_flushesTheWholeFileSystemOnce() {
    int[] flushed = new int[1];
    try (Site counted = site.through(new Hooked(site.sys).always("syncfs", () -> flushed[0]++))) {
      counted.apply(site.putNew(NodeId.ROOT, "f", site.file("x", 0644)));
      counted.applier.settle();

      assertThat(flushed[0]).isOne();
    }
  }
}
