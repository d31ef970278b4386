package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Action;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.model.Report;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import org.junit.jupiter.api.Test;

class DiscardingTest extends OnASite {
  private static final Obstacle.Disturbed AT_F = new Obstacle.Disturbed(NodeId.ROOT, Name.of("f"));

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
    Hooked hooked = new Hooked(site.sys).before("to free", () -> site.save("f", "saved"));
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
            .before("to free", () -> site.save("f", "saved"))
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
            .before("to free", () -> site.takeByADirectory("f", "first"))
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
            .before("to free", () -> site.save("d/f", "saved"))
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
}
