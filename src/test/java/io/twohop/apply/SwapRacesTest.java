package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Action;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.model.Report;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody does something between the check of a file and its replacement, or right after. */
class SwapRacesTest extends OnASite {
  private static final Obstacle.Disturbed AT_F = new Obstacle.Disturbed(NodeId.ROOT, Name.of("f"));

  @Test
  void lateWrite_throughADescriptorOpenedBeforeTheSwap_comesOutAsAnEdit() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    site.bodySeqs.put(put.node(), 41L);
    Fd[] writer = new Fd[1];
    Hooked hooked = new Hooked(site.sys);
    hooked.before("exchange", () -> writer[0] = site.open("f", OpenFlags.O_WRONLY));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(put).obstacle()).isNull();
      assertThat(site.read("f")).isEqualTo("new");
      assertThat(raced.applier.examine(Site.SECOND)).isEmpty();

      site.sys.pwriteFully(writer[0], Site.ascii("late"), 0, 4, 0);
      writer[0].close();

      List<Raced> edits = raced.applier.examine(10 * Site.SECOND);
      assertThat(edits).hasSize(1);
      assertThat(edits.getFirst().node()).isEqualTo(put.node());
      assertThat(edits.getFirst().baseSeq()).isEqualTo(41);
      assertThat(edits.getFirst().content()).hasToString("late");
      assertThat(edits.getFirst().hash()).isEqualTo(Hashing.of(Site.ascii("late")));
      assertThat(site.stage.list()).containsExactly(edits.getFirst().stageName());

      raced.applier.release(edits.getFirst().stageName());
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void edit_betweenTheCheckAndTheSwap_comesOutAtOnce() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    Hooked hooked = new Hooked(site.sys).before("exchange", () -> site.write("f", "raced"));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(put).obstacle()).isNull();

      assertThat(site.read("f")).isEqualTo("new");
      assertThat(raced.applier.examine(0).getFirst().content()).hasToString("raced");
    }
  }

  @Test
  void fileRenamedOverTheTarget_betweenTheCheckAndTheSwap_comesOutAsAnEdit() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    Hooked hooked =
        new Hooked(site.sys).before("exchange", () -> site.save("f", "saved by an editor"));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(put).obstacle()).isNull();

      assertThat(site.read("f")).isEqualTo("new");
      assertThat(raced.applier.examine(0).getFirst().content()).hasToString("saved by an editor");
    }
  }

  @Test
  void directoryAtTheTarget_betweenTheCheckAndTheSwap_isPutBack() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    Hooked hooked =
        new Hooked(site.sys).before("exchange", () -> site.takeByADirectory("f", "inside"));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(put).obstacle()).isEqualTo(AT_F);

      assertThat(site.read("f/inside")).isEqualTo("theirs");
      assertThat(raced.applier.examine(Site.SECOND)).isEmpty();
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void directoryAtTheTarget_whenTheNewFileIsTakenAwayToo_isPutBack() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    Hooked hooked =
        new Hooked(site.sys)
            .before("exchange", () -> site.takeByADirectory("f", "inside"))
            .after("exchange", () -> site.rename("f", "taken"));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(put).obstacle()).isEqualTo(AT_F);

      assertThat(site.read("f/inside")).isEqualTo("theirs");
      assertThat(site.read("taken")).isEqualTo("new");
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void directoryAtTheTarget_andAnotherAfterTheSwap_areBothVisible() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    Hooked hooked =
        new Hooked(site.sys)
            .before("exchange", () -> site.takeByADirectory("f", "first"))
            .after("exchange", () -> site.takeByADirectory("f", "second"));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(put).obstacle()).isEqualTo(AT_F);

      assertThat(site.list("f")).containsExactly("first");
      assertThat(site.list("f.restored")).containsExactly("second");
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void directoryAtTheTarget_whenItsParentIsRemovedToo_staysInTheStage() {
    site.mkdir("d");
    site.write("d/f", "old");
    NodeId d = site.row(NodeId.ROOT, "d");
    Fingerprint old = site.print("d/f");
    ContentHash hash = Hashing.of(Site.ascii("old"));
    Action put =
        new Action.Put(site.fresh(), 2, d, Name.of("f"), site.file("new", 0600), old, hash);
    Hooked hooked =
        new Hooked(site.sys)
            .before("exchange", () -> site.takeByADirectory("d/f", "inside"))
            .after(
                "exchange",
                () -> {
                  site.unlink("d/f");
                  site.rmdir("d");
                });
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(put).obstacle()).isNotNull();

      assertThat(site.staged("aside-")).hasSize(1);
      assertThat(site.stage.list()).hasSize(1);
    }
  }

  @Test
  void newFile_openedBeforeTheDirectoryThatWasThereIsPutBack_isWatchedForItsWriter() {
    site.write("f", "old");
    Action.Put put = site.replace("f", site.file("new", 0600));
    Fd[] writer = new Fd[1];
    Hooked hooked =
        new Hooked(site.sys)
            .before("exchange", () -> site.takeByADirectory("f", "inside"))
            .after("exchange", () -> writer[0] = site.open("f", OpenFlags.O_WRONLY));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(put).obstacle()).isEqualTo(AT_F);
      site.sys.pwriteFully(writer[0], Site.ascii("late"), 0, 4, 0);
      assertThat(raced.applier.examine(Site.SECOND)).isEmpty();
      writer[0].close();

      Raced edit = raced.applier.examine(10 * Site.SECOND).getFirst();
      assertThat(edit.content()).hasToString("late");
      assertThat(edit.baseSeq()).isEqualTo(put.seq());
    }
  }

  @Test
  void fileRemoved_betweenTheCheckAndTheSwap_isDisturbed() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    Hooked hooked = new Hooked(site.sys).before("exchange", () -> site.unlink("f"));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(put).obstacle()).isEqualTo(AT_F);

      assertThat(site.list(".")).isEmpty();
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void chmod_betweenTheCheckAndTheSwap_comesOutAsAnEditWithTheSameContent() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    Hooked hooked = new Hooked(site.sys).before("exchange", () -> site.chmod("f", 0604));
    try (Site raced = site.through(hooked)) {
      raced.apply(put);

      Raced edit = raced.applier.examine(0).getFirst();
      assertThat(edit.content()).hasToString("old");
      assertThat(((Entry.RegularFile) edit.entry()).mode()).isEqualTo(0604);
    }
  }

  @Test
  void edit_rightAfterTheSwap_isRememberedAsADifference() {
    Action put = site.putNew(NodeId.ROOT, "f", site.file("new", 0600));
    Hooked hooked = new Hooked(site.sys).after("to free", () -> site.write("f", "edited"));
    try (Site raced = site.through(hooked)) {
      Report report = raced.apply(put);

      assertThat(report.obstacle()).isNull();
      assertThat(report.done().getFirst().seen()).isNotEqualTo(site.print("f"));
      assertThat(report.done().getFirst().seen().sizeBytes()).isEqualTo(3);
    }
  }

  @Test
  void displacedFile_thatIsKeptOpenForWriting_isWatchedUntilItIsClosed() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    Fd[] writer = new Fd[1];
    Hooked hooked =
        new Hooked(site.sys)
            .before("exchange", () -> writer[0] = site.open("f", OpenFlags.O_WRONLY));
    try (Site raced = site.through(hooked)) {
      raced.apply(put);
      long now = 0;
      for (int i = 0; i < 20; i++) {
        now = raced.applier.nextDueNanos();
        assertThat(raced.applier.examine(now)).isEmpty();
        assertThat(raced.applier.nextDueNanos()).isGreaterThan(now);
      }
      writer[0].close();

      assertThat(raced.applier.examine(raced.applier.nextDueNanos())).isEmpty();
      assertThat(site.stage.list()).isEmpty();
    }
  }
}
