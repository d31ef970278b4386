package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Action;
import io.twohop.model.Entry;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.model.Report;
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
}
