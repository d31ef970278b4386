package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Action;
import io.twohop.model.ContentHash;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an unclean stop leaves in the stage. A stop is the end of an applier that forgets all. */
class RecoveryTest extends OnASite {
  /** The process dies at a system call. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static void kill() {
    throw new Killed();
  }

  private void runUntilKilled(Hooked hooked, Action... actions) {
    Site running = site.through(hooked);
    try {
      running.apply(actions);
      throw new AssertionError("was not killed");
    } catch (Killed expected) {
      // The descriptors of a dead process are closed by the kernel.
    } finally {
      running.close();
    }
  }

  private List<Raced> startAgain() {
    try (Site again = site.startedAgain()) {
      List<Raced> edits = new ArrayList<>(again.applier.examineLeftovers(0));
      edits.addAll(again.applier.examine(Site.SECOND));
      return edits;
    }
  }

  @Test
  void partsAndUnfinishedContents_areSwept() {
    runUntilKilled(
        new Hooked(site.sys).before("to free", RecoveryTest::kill),
        site.putNew(NodeId.ROOT, "f", site.file("x", 0644)));
    ContentHash hash = Hashing.of(Site.ascii("large"));
    try (StagedContent begun = StagedContent.receive(site.stage, hash, 5)) {
      begun.write(0, Site.ascii("la"), 0, 2);
    }
    assertThat(site.stage.list()).isNotEmpty();

    assertThat(startAgain()).isEmpty();
    assertThat(site.stage.list()).isEmpty();
    assertThat(site.list(".")).isEmpty();
  }

  @Test
  void completeContents_ofAnEarlierProcess_goToo() {
    ContentHash hash = Hashing.of(Site.ascii("large"));
    try (StagedContent content = StagedContent.receive(site.stage, hash, 5)) {
      content.write(0, Site.ascii("large"), 0, 5);
      content.finish();
    }

    assertThat(startAgain()).isEmpty();
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void killedBeforeTheExchange_theNewVersionIsDroppedAndTheOldOneIsInPlace() {
    site.write("f", "old");
    runUntilKilled(
        new Hooked(site.sys).before("exchange", RecoveryTest::kill),
        site.replace("f", site.file("new", 0644)));
    assertThat(site.staged("swap-")).hasSize(1);

    assertThat(startAgain()).isEmpty();
    assertThat(site.stage.list()).isEmpty();
    assertThat(site.read("f")).isEqualTo("old");
  }

  @Test
  void killedBetweenExchangeAndLook_theOldVersionIsDropped() {
    site.write("f", "old");
    runUntilKilled(
        new Hooked(site.sys).after("exchange", RecoveryTest::kill),
        site.replace("f", site.file("new", 0644)));
    assertThat(site.staged("swap-")).hasSize(1);

    assertThat(startAgain()).isEmpty();
    assertThat(site.stage.list()).isEmpty();
    assertThat(site.read("f")).isEqualTo("new");
  }

  @Test
  void killedBetweenExchangeAndLook_anEditThatRacedItSurvives() {
    site.write("f", "old");
    Action.Put put = site.replace("f", site.file("new", 0644));
    site.bodySeqs.put(put.node(), 12L);
    runUntilKilled(
        new Hooked(site.sys)
            .before("exchange", () -> site.write("f", "raced"))
            .after("exchange", RecoveryTest::kill),
        put);

    Raced edit = startAgain().getFirst();
    assertThat(edit.node()).isEqualTo(put.node());
    assertThat(edit.baseSeq()).isEqualTo(12);
    assertThat(edit.content()).hasToString("raced");
    assertThat(site.read("f")).isEqualTo("new");

    Raced again = startAgain().getFirst();
    assertThat(again).as("until it is released").isEqualTo(edit);
    site.applier.release(edit.stageName());
    assertThat(startAgain()).isEmpty();
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void edit_thatCouldNotBeGivenAsItWas_isToldAgainAsItIsNow() {
    site.write("f", "old");
    runUntilKilled(
        new Hooked(site.sys)
            .before("exchange", () -> site.write("f", "raced"))
            .after("exchange", RecoveryTest::kill),
        site.replace("f", site.file("new", 0644)));
    Raced edit = startAgain().getFirst();
    try (Fd writer = site.stage.openFile(Stage.name(edit.stageName()), OpenFlags.O_WRONLY)) {
      site.sys.pwriteFully(writer, Site.ascii("later"), 0, 5, 0);
    }

    site.applier.examineAgain(edit, 0);

    assertThat(site.applier.examine(10 * Site.SECOND))
        .singleElement()
        .satisfies(again -> {
          assertThat(again.content()).hasToString("later");
          assertThat(again.stageName()).isEqualTo(edit.stageName());
        });
  }

  @Test
  void killedBeforeADirectoryThatTookTheNameIsPutBack_itIsPutBack() {
    site.write("f", "old");
    Action put = site.replace("f", site.file("new", 0644));
    site.rows.put(put.node(), new Place(NodeId.ROOT, Name.of("f"), site.print("f")));
    runUntilKilled(
        new Hooked(site.sys)
            .before("exchange", () -> site.takeByADirectory("f", "inside"))
            .after("exchange", RecoveryTest::kill),
        put);
    assertThat(site.read("f")).isEqualTo("new");

    assertThat(startAgain()).isEmpty();
    assertThat(site.read("f/inside")).isEqualTo("theirs");
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void killedBeforeADirectoryThatWasTakenOutIsGivenBack_itIsPutBack() {
    site.write("f", "old");
    Action discard = site.discard("f");
    site.rows.put(discard.node(), new Place(NodeId.ROOT, Name.of("f"), site.print("f")));
    runUntilKilled(
        new Hooked(site.sys)
            .before("to free", () -> site.takeByADirectory("f", "inside"))
            .after("to free", RecoveryTest::kill),
        discard);
    assertThat(site.exists("f")).isFalse();

    assertThat(startAgain()).isEmpty();
    assertThat(site.read("f/inside")).isEqualTo("theirs");
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void afterAPowerCut_aDisplacedFileThatWasNotFlushed_isNoEditAndStays() {
    site.write("f", "old");
    Action.Put put = site.replace("f", site.file("new", 0644));
    runUntilKilled(
        new Hooked(site.sys)
            .before("exchange", () -> site.write("f", ""))
            .after("exchange", RecoveryTest::kill),
        put);

    try (Site again = site.startedAgain()) {
      assertThat(again.applier.examineLeftoversOfPowerCut(0)).isEmpty();
    }
    assertThat(site.staged("swap-")).isEmpty();
    assertThat(site.staged("aside-")).hasSize(1);
    assertThat(startAgain()).isEmpty();
    assertThat(site.staged("aside-")).as("for a person").hasSize(1);
  }

  @Test
  void residue_setAside_isOutOfTheTreeAndInTheStage() {
    site.write("f", "");
    String aside = site.applier.setAside(NodeId.ROOT, Name.of("f"), site.print("f"));
    assertThat(site.list(".")).isEmpty();
    assertThat(site.staged("aside-")).containsExactly(aside);
  }

  @Test
  void residue_changedSinceItWasFound_staysInTheTree() {
    site.write("f", "");
    Fingerprint seen = site.print("f");
    site.write("f", "somebody's");
    assertThat(site.applier.setAside(NodeId.ROOT, Name.of("f"), seen)).isNull();
    assertThat(site.applier.copyAside(NodeId.ROOT, Name.of("f"), seen)).isNull();
    assertThat(site.read("f")).isEqualTo("somebody's");
    assertThat(site.staged("aside-")).isEmpty();
  }

  @Test
  void residue_copiedAside_staysInTheTreeUntouched() {
    site.write("f", "short");
    Fingerprint seen = site.print("f");
    assertThat(site.applier.copyAside(NodeId.ROOT, Name.of("f"), seen)).isNotNull();
    assertThat(site.print("f")).isEqualTo(seen);
    assertThat(site.staged("aside-")).hasSize(1);
  }

  @Test
  void startedAgain_aWriteThroughADescriptorOpenedBefore_survives() {
    site.write("f", "old");
    try (Site again = site.startedAgain()) {
      try (Fd late = site.open("f", OpenFlags.O_WRONLY)) {
        runUntilKilled(
            new Hooked(site.sys).after("to free", RecoveryTest::kill), site.discard("f"));
        assertThat(again.applier.examineLeftovers(0)).isEmpty();
        site.sys.pwriteFully(late, Site.ascii("late"), 0, 4, 0);
      }
      assertThat(again.applier.examine(Site.SECOND))
          .singleElement()
          .satisfies(edit -> assertThat(edit.content()).hasToString("late"));
    }
  }

  @Test
  void killedAfterARemoval_aLateWriteSurvives() {
    site.write("f", "old");
    Action discard = site.discard("f");
    try (Fd writer = site.open("f", OpenFlags.O_WRONLY)) {
      runUntilKilled(new Hooked(site.sys).after("to free", RecoveryTest::kill), discard);
      site.sys.pwriteFully(writer, Site.ascii("LATE"), 0, 4, 0);
    }

    assertThat(startAgain().getFirst().content()).hasToString("LATE");
  }

  @Test
  void killedAfterARemoval_theRemovedFileIsDropped() {
    site.write("f", "old");
    site.symlink("x", "l");
    Action[] both = {site.discard("l"), site.discard("f")};
    runUntilKilled(
        new Hooked(site.sys).always("fdatasync", () -> {}).after("to free", RecoveryTest::kill),
        both);
    assertThat(site.staged("gone-")).hasSize(1);

    assertThat(startAgain()).isEmpty();
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void killedWhileADirectoryPassesThroughTheStage_itIsPutBack() {
    site.mkdir("p");
    site.mkdir("p/c");
    site.write("p/c/inC", "c");
    NodeId p = site.row(NodeId.ROOT, "p");
    NodeId c = site.row(p, "p/c");
    runUntilKilled(
        new Hooked(site.sys).after("to free", RecoveryTest::kill),
        site.move(p, NodeId.ROOT, "p", c, "c", "p"),
        site.move(c, p, "c", NodeId.ROOT, "p", "p/c"));
    assertThat(site.staged("park-")).hasSize(1);

    assertThat(startAgain()).isEmpty();
    assertThat(site.read("p/c/inC")).isEqualTo("c");
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void treesThatWereNeverVisible_areSwept() {
    NodeId top = site.fresh();
    Action.Install install =
        new Action.Install(
            top,
            List.of(
                new Action.MakeDirectory(top, NodeId.ROOT, Name.of("d"), site.directory(0500)),
                site.putNew(top, "f", site.file("x", 0644))),
            null,
            List.of());
    runUntilKilled(new Hooked(site.sys).before("to free", RecoveryTest::kill), install);
    assertThat(site.staged("tree-")).hasSize(1);

    assertThat(startAgain()).isEmpty();
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void killedBeforeATreeIsExchanged_whatWasExcludedGoesBack() {
    Action.Install update = update();
    runUntilKilled(new Hooked(site.sys).before("exchange", RecoveryTest::kill), update);
    assertThat(site.exists("d/cache")).isFalse();

    assertThat(startAgain()).isEmpty();
    assertThat(site.read("d/cache/x")).isEqualTo("cached");
    assertThat(site.read("d/f")).isEqualTo("old");
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void killedAfterATreeIsExchanged_editsAndLateChildrenInTheOldOneSurvive() {
    Action.Install update = update();
    Fd old = site.open("d", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
    runUntilKilled(
        new Hooked(site.sys)
            .before("exchange", () -> site.write("d/f", "raced"))
            .after("exchange", RecoveryTest::kill),
        update);
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT;
    try (Fd late = site.sys.openat2(old, Site.ascii("late"), flags, 0644, 0)) {
      site.sys.writeFully(late, Site.ascii("late"), 0, 4);
    }
    old.close();

    List<Raced> edits = startAgain();
    assertThat(edits).hasSize(1);
    assertThat(edits.getFirst().content()).hasToString("raced");
    assertThat(site.read("d/f")).isEqualTo("new");
    assertThat(site.read("d/late")).isEqualTo("late");
    assertThat(site.read("d/cache/x")).isEqualTo("cached");
    assertThat(site.stage.list()).containsExactly(edits.getFirst().stageName());
  }

  @Test
  void afterAPowerCut_aFileOfADisplacedTreeThatWasNotFlushed_isNoEditAndStays() {
    runUntilKilled(
        new Hooked(site.sys)
            .before("exchange", () -> site.write("d/f", ""))
            .after("exchange", RecoveryTest::kill),
        update());

    try (Site again = site.startedAgain()) {
      assertThat(again.applier.examineLeftoversOfPowerCut(0)).isEmpty();
      assertThat(again.applier.examine(Site.SECOND)).isEmpty();
    }
    assertThat(site.stage.list()).hasSize(1);
    assertThat(site.staged("aside-")).as("for a person").hasSize(1);
  }

  private Action.Install update() {
    site.excluded = (path, directory) -> path.getLast().equals(Name.of("cache"));
    site.mkdir("d");
    site.write("d/f", "old");
    site.mkdir("d/cache");
    site.write("d/cache/x", "cached");
    NodeId d = site.row(NodeId.ROOT, "d");
    Action.Discard f = site.discard(d, "f", "d/f");
    return new Action.Install(
        d,
        List.of(
            new Action.MakeDirectory(d, NodeId.ROOT, Name.of("d"), site.directory(0755)),
            site.putNew(d, "f", site.file("new", 0644))),
        site.print("d"),
        List.of(f));
  }
}
