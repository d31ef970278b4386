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
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplacingTest extends OnASite {
  private static final Obstacle.Disturbed AT_F = new Obstacle.Disturbed(NodeId.ROOT, Name.of("f"));

  @Test
  void put_atAFreeName_makesTheFileWithModeAndTimeToTheNanosecond() {
    Report report = site.apply(site.putNew(NodeId.ROOT, "f", site.file("hello", 0640)));

    assertThat(report.obstacle()).isNull();
    assertThat(site.read("f")).isEqualTo("hello");
    assertThat(site.stat("f").mode()).isEqualTo(0640);
    assertThat(Prints.time(site.stat("f").mtime())).isEqualTo(Site.MTIME);
    assertThat(report.done().getFirst().seen()).isEqualTo(site.print("f"));
    assertThat(report.done().getFirst().refused()).isEmpty();
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void put_ofANameOfAnyBytes_makesIt() {
    for (byte[] bytes : List.of(new byte[] {(byte) 0xff, '\n'}, new byte[] {'-', 'r', 'f'})) {
      Action.Put put =
          new Action.Put(
              site.fresh(), 1, NodeId.ROOT, Name.of(bytes), site.file("x", 0600), null, null);

      assertThat(site.apply(put).obstacle()).isNull();
      assertThat(site.sys.statxOrNull(site.tree.rootFd(), bytes)).isNotNull();
    }
  }

  @Test
  void put_ofAnEmptyFile_needsNoContent() {
    Entry.RegularFile empty = site.file("", 0600);
    site.inline.clear();

    assertThat(site.apply(site.putNew(NodeId.ROOT, "f", empty)).obstacle()).isNull();
    assertThat(site.stat("f").sizeBytes()).isZero();
  }

  @Test
  void put_ofALink_makesItAndFollowsNothing() {
    Report report = site.apply(site.putNew(NodeId.ROOT, "l", site.link("../../etc/passwd")));

    assertThat(report.obstacle()).isNull();
    assertThat(site.target("l")).isEqualTo("../../etc/passwd");
    assertThat(report.done().getFirst().seen()).isEqualTo(site.print("l"));
  }

  @Test
  void put_atANameThatWasTakenMeanwhile_leavesItAlone() {
    Action put = site.putNew(NodeId.ROOT, "f", site.file("ours", 0644));
    site.write("f", "theirs");

    assertThat(site.apply(put).obstacle()).isEqualTo(AT_F);
    assertThat(site.read("f")).isEqualTo("theirs");
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void put_withoutItsContent_saysWhatIsLackingAndChangesNothing() {
    Entry.RegularFile lost = site.file("lost", 0644);
    site.inline.clear();
    Action first = site.putNew(NodeId.ROOT, "a", site.file("a", 0644));

    Report report = site.apply(first, site.putNew(NodeId.ROOT, "f", lost));

    assertThat(report.obstacle()).isEqualTo(new Obstacle.Lacking(lost.content()));
    assertThat(report.done()).isEmpty();
    assertThat(site.list(".")).isEmpty();
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void put_ofATakenName_isDisturbedBeforeItsContentIsAskedFor() {
    site.write("f", "theirs");
    Entry.RegularFile lost = site.file("lost", 0644);
    site.inline.clear();

    Report report = site.apply(site.putNew(NodeId.ROOT, "f", lost));

    assertThat(report.obstacle()).isEqualTo(new Obstacle.Disturbed(NodeId.ROOT, Name.of("f")));
    assertThat(site.read("f")).isEqualTo("theirs");
  }

  @Test
  void put_withBytesOfAnotherHash_isNotBelieved() {
    Entry.RegularFile right = site.file("right", 0644);
    site.inline.replaceAll((hash, bytes) -> io.twohop.model.Bytes.copyOf(Site.ascii("wrong")));

    Report report = site.apply(site.putNew(NodeId.ROOT, "f", right));

    assertThat(report.obstacle()).isEqualTo(new Obstacle.Lacking(right.content()));
    assertThat(site.exists("f")).isFalse();
  }

  @Test
  void replacing_swapsTheNewVersionInAndDeletesTheOldOneAfterASecond() {
    site.write("f", "old");
    Report report = site.apply(site.replace("f", site.file("new", 0600)));

    assertThat(report.obstacle()).isNull();
    assertThat(site.read("f")).isEqualTo("new");
    assertThat(report.done().getFirst().seen()).isEqualTo(site.print("f"));
    assertThat(site.staged("swap-")).hasSize(1);
    assertThat(site.applier.nextDueNanos()).isEqualTo(Site.SECOND);
    assertThat(site.applier.examine(Site.SECOND - 1)).isEmpty();
    assertThat(site.staged("swap-")).hasSize(1);
    assertThat(site.applier.examine(Site.SECOND)).isEmpty();
    assertThat(site.stage.list()).isEmpty();
    assertThat(site.applier.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void replacing_aReaderWhoHasTheOldFileOpen_goesOnReadingTheOldBytes() {
    site.write("f", "old");
    try (Fd reader = site.open("f", OpenFlags.O_RDONLY)) {
      site.apply(site.replace("f", site.file("new", 0600)));
      site.applier.examine(Site.SECOND);

      assertThat(site.text(reader)).isEqualTo("old");
    }
  }

  @Test
  void replacing_aFileThatChangedMeanwhile_leavesItAlone() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    site.write("f", "edited");

    assertThat(site.apply(put).obstacle()).isEqualTo(AT_F);
    assertThat(site.read("f")).isEqualTo("edited");
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void replacing_aFileThatIsGone_isDisturbed() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    site.unlink("f");

    assertThat(site.apply(put).obstacle()).isEqualTo(AT_F);
    assertThat(site.exists("f")).isFalse();
  }

  @Test
  void replacing_aFileThatIsOpenForWriting_isBusy() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0600));
    try (Fd writer = site.open("f", OpenFlags.O_WRONLY)) {
      assertThat(writer.number()).isPositive();
      assertThat(site.apply(put).obstacle())
          .isEqualTo(new Obstacle.Busy(NodeId.ROOT, Name.of("f")));
    }
    assertThat(site.apply(put).obstacle()).isNull();
    assertThat(site.read("f")).isEqualTo("new");
  }

  @Test
  void replacing_aFileThatStaysOpenForWriting_isDoneAfterTenSecondsAndItsWritesComeOut() {
    site.write("f", "old!");
    Action put = site.replace("f", site.file("new", 0600));
    Obstacle busy = new Obstacle.Busy(NodeId.ROOT, Name.of("f"));
    try (Fd writer = site.open("f", OpenFlags.O_WRONLY)) {
      assertThat(site.apply(put).obstacle()).isEqualTo(busy);
      assertThat(site.applyAt(10 * Site.SECOND - 1, put).obstacle()).isEqualTo(busy);
      assertThat(site.applyAt(10 * Site.SECOND, put).obstacle()).isNull();
      assertThat(site.read("f")).isEqualTo("new");
      site.sys.writeFully(writer, Site.ascii("late"), 0, 4);
      assertThat(site.applier.examine(11 * Site.SECOND)).as("still being written").isEmpty();
    }
    assertThat(site.applier.examine(100 * Site.SECOND))
        .singleElement()
        .satisfies(raced -> assertThat(raced.content()).hasToString("late"));
  }

  @Test
  void replacing_aLinkByAFileAndBack_works() {
    site.symlink("there", "x");
    assertThat(site.apply(site.replace("x", site.file("file now", 0600))).obstacle()).isNull();
    assertThat(site.read("x")).isEqualTo("file now");
    assertThat(site.apply(site.replace("x", site.link("back"))).obstacle()).isNull();
    assertThat(site.target("x")).isEqualTo("back");

    assertThat(site.applier.examine(Site.SECOND)).isEmpty();
    assertThat(site.stage.list()).isEmpty();
  }

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
        new Hooked(site.sys)
            .before(
                "exchange",
                () -> {
                  site.write("g", "saved by an editor");
                  site.rename("g", "f");
                });
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
        new Hooked(site.sys)
            .before(
                "exchange",
                () -> {
                  site.unlink("f");
                  site.mkdir("f");
                  site.write("f/inside", "theirs");
                });
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
            .before(
                "exchange",
                () -> {
                  site.unlink("f");
                  site.mkdir("f");
                  site.write("f/inside", "theirs");
                })
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
            .before("exchange", () -> takeByADirectory("first"))
            .after("exchange", () -> takeByADirectory("second"));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(put).obstacle()).isEqualTo(AT_F);

      assertThat(site.list("f")).containsExactly("first");
      assertThat(site.list("f.restored")).containsExactly("second");
      assertThat(site.stage.list()).isEmpty();
    }
  }

  private void takeByADirectory(String inside) {
    site.unlink("f");
    site.mkdir("f");
    site.write("f/" + inside, "theirs");
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
            .before(
                "exchange",
                () -> {
                  site.unlink("d/f");
                  site.mkdir("d/f");
                  site.write("d/f/inside", "theirs");
                })
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
            .before(
                "exchange",
                () -> {
                  site.unlink("f");
                  site.mkdir("f");
                })
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

  @Test
  void discard_takesAFileAndALinkOut() {
    site.write("f", "bytes");
    site.symlink("f", "l");

    Report report = site.apply(site.discard("f"), site.discard("l"));

    assertThat(report.obstacle()).isNull();
    assertThat(report.done()).hasSize(2).allMatch(done -> done.seen() == null);
    assertThat(site.list(".")).isEmpty();
    assertThat(site.staged("gone-")).hasSize(2);
    assertThat(site.applier.examine(Site.SECOND)).isEmpty();
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void discard_ofAFileThatChanged_leavesIt() {
    site.write("f", "bytes");
    Action discard = site.discard("f");
    site.write("f", "other bytes");

    assertThat(site.apply(discard).obstacle()).isEqualTo(AT_F);
    assertThat(site.read("f")).isEqualTo("other bytes");
  }

  @Test
  void discard_ofAFileThatIsReplacedInTheLastMoment_givesItBack() {
    site.write("f", "bytes");
    Action discard = site.discard("f");
    Hooked hooked =
        new Hooked(site.sys)
            .before(
                "to free",
                () -> {
                  site.write("g", "saved");
                  site.rename("g", "f");
                });
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(discard).obstacle()).isEqualTo(AT_F);
      assertThat(site.read("f")).isEqualTo("saved");
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void discard_ofAFileThatIsReplacedTwiceInTheLastMoment_losesNeither() {
    site.write("f", "bytes");
    Action discard = site.discard("f");
    Hooked hooked =
        new Hooked(site.sys)
            .before(
                "to free",
                () -> {
                  site.write("g", "saved");
                  site.rename("g", "f");
                })
            .after("to free", () -> site.write("f", "saved again"));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(discard).obstacle()).isEqualTo(AT_F);
      assertThat(site.read("f")).isEqualTo("saved again");
      assertThat(raced.applier.examine(0).getFirst().content()).hasToString("saved");
    }
  }

  @Test
  void discard_ofAFileThatADirectoryReplaces_andAnotherAfterwards_leavesBothInTheTree() {
    site.write("f", "old");
    Action discard = site.discard("f");
    Hooked hooked =
        new Hooked(site.sys)
            .before("to free", () -> takeByADirectory("first"))
            .after("to free", () -> site.mkdir("f"));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(discard).obstacle()).isEqualTo(AT_F);

      assertThat(site.list("f")).isEmpty();
      assertThat(site.list("f.restored")).containsExactly("first");
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void discard_ofAFileThatIsReplaced_andItsDirectoryRemoved_isAnEdit() {
    site.mkdir("d");
    site.write("d/f", "old");
    NodeId d = site.row(NodeId.ROOT, "d");
    Action discard = site.discard(d, "f", "d/f");
    Hooked hooked =
        new Hooked(site.sys)
            .before(
                "to free",
                () -> {
                  site.write("g", "saved");
                  site.rename("g", "d/f");
                })
            .after("to free", () -> site.rmdir("d"));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(discard).obstacle()).isNotNull();

      assertThat(raced.applier.examine(10 * Site.SECOND))
          .singleElement()
          .satisfies(edit -> assertThat(edit.content()).hasToString("saved"));
    }
  }

  @Test
  void discard_ofAFileThatIsWrittenToAfterwards_comesOutAsAnEdit() {
    site.write("f", "bytes");
    Action discard = site.discard("f");
    try (Fd writer = site.open("f", OpenFlags.O_WRONLY)) {
      assertThat(site.apply(discard).obstacle()).isNull();
      site.sys.pwriteFully(writer, Site.ascii("BYTES"), 0, 5, 0);
    }

    assertThat(site.applier.examine(Site.SECOND).getFirst().content()).hasToString("BYTES");
  }

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
