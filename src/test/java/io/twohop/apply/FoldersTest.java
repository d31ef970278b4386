package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Action;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Fingerprint;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Obstacle;
import io.twohop.model.Owner;
import io.twohop.model.Report;
import io.twohop.model.Timestamp;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Timespec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class FoldersTest extends OnASite {
  private static final Facets MODE = new Facets(false, true, false, false);
  private static final Facets OWNER = new Facets(false, false, true, false);
  private static final Facets MTIME = new Facets(false, false, false, true);

  private Action.MakeDirectory make(String name, int mode) {
    return new Action.MakeDirectory(site.fresh(), NodeId.ROOT, Name.of(name), site.directory(mode));
  }

  private Action.RemoveDirectory remove(String name) {
    return new Action.RemoveDirectory(site.fresh(), NodeId.ROOT, Name.of(name), site.print(name));
  }

  @Test
  void makeDirectory_givesExactlyTheModeWhateverTheUmask() {
    Report report = site.apply(make("d", 0777));

    assertThat(report.obstacle()).isNull();
    assertThat(site.stat("d").mode()).isEqualTo(0777);
    assertThat(report.done().getFirst().seen()).isEqualTo(site.print("d"));
  }

  @Test
  void makeDirectory_whereOneIs_isDisturbedAndLeavesItAsItIs() {
    site.mkdir("d");
    site.write("d/f", "x");
    int mode = site.stat("d").mode();

    Report report = site.apply(make("d", 0700));

    assertThat(report.obstacle()).isEqualTo(new Obstacle.Disturbed(NodeId.ROOT, Name.of("d")));
    assertThat(site.stat("d").mode()).isEqualTo(mode);
    assertThat(site.read("d/f")).isEqualTo("x");
  }

  /** As after one was made anew in what turned out to be below it. */
  @Test
  void makeDirectory_inOneThatIsAboveItself_isDisturbed() {
    site.mkdir("d");
    NodeId one = site.fresh();
    NodeId other = site.fresh();
    site.rows.put(one, new Place(other, Name.of("d"), site.print("d")));
    site.rows.put(other, new Place(one, Name.of("d"), site.print("d")));

    Report report =
        site.apply(
            new Action.MakeDirectory(site.fresh(), one, Name.of("new"), site.directory(0755)));

    assertThat(report.obstacle()).isEqualTo(new Obstacle.Disturbed(one, Name.of("new")));
  }

  @Test
  void makeDirectory_whereAFileOrALinkIs_isDisturbed() {
    site.write("d", "x");
    site.symlink("..", "l");

    assertThat(site.apply(make("d", 0700)).obstacle())
        .isEqualTo(new Obstacle.Disturbed(NodeId.ROOT, Name.of("d")));
    assertThat(site.apply(make("l", 0700)).obstacle())
        .isEqualTo(new Obstacle.Disturbed(NodeId.ROOT, Name.of("l")));
    assertThat(site.target("l")).isEqualTo("..");
  }

  @Test
  void makeDirectory_belowASetGroupIdDirectory_keepsTheInheritedBit() {
    site.chmod(".", 02755);

    site.apply(make("d", 0750));

    assertThat(site.stat("d").mode()).isEqualTo(02750);
  }

  @Test
  void makeDirectory_withoutPermission_isBlockedWithTheReason() {
    Hooked strict =
        new Hooked(site.sys)
            .before(
                "mkdirat",
                () -> {
                  throw new ErrnoException(Errno.EACCES, "mkdirat", "'secret'");
                });
    try (Site raced = site.through(strict)) {
      assertThat(raced.apply(make("d", 0750)).obstacle())
          .isEqualTo(
              new Obstacle.Blocked(
                  NodeId.ROOT, Name.of("d"), Errno.EACCES.number(), "mkdirat: permission denied"));
    }
  }

  @Test
  void removeDirectory_thatIsEmpty_removesIt() {
    site.mkdir("d");

    Report report = site.apply(remove("d"));

    assertThat(report.obstacle()).isNull();
    assertThat(report.done().getFirst().seen()).isNull();
    assertThat(site.exists("d")).isFalse();
  }

  @Test
  void removeDirectory_thatHoldsSomething_isBlockedAndNamesIt() {
    site.mkdir("d");
    site.write("d/un\ntracked", "x");

    Report report = site.apply(remove("d"));

    assertThat(report.obstacle())
        .isEqualTo(
            new Obstacle.Blocked(
                NodeId.ROOT,
                Name.of("d"),
                Errno.ENOTEMPTY.number(),
                "the directory still holds un\\x0atracked"));
    assertThat(site.read("d/un\ntracked")).isEqualTo("x");
  }

  @Test
  void removeDirectory_whereAnotherDirectoryIsNow_isDisturbed() {
    site.mkdir("d");
    Action remove = remove("d");
    site.rename("d", "e");
    site.mkdir("d");

    assertThat(site.apply(remove).obstacle())
        .isEqualTo(new Obstacle.Disturbed(NodeId.ROOT, Name.of("d")));
    assertThat(site.exists("d")).isTrue();
  }

  @Test
  void setMetadata_changesOnlyWhatIsAsked() {
    site.write("f", "x");
    Fingerprint before = site.print("f");
    Report report = site.apply(site.set("f", MODE, site.file("x", 0604)));

    assertThat(report.obstacle()).isNull();
    assertThat(site.stat("f").mode()).isEqualTo(0604);
    assertThat(site.print("f").mtime()).isEqualTo(before.mtime());
    assertThat(site.print("f").inode()).isEqualTo(before.inode());
    assertThat(report.done().getFirst().seen()).isEqualTo(site.print("f"));
  }

  @Test
  void setMetadata_setsATimeBefore1970ToTheNanosecond() {
    site.write("f", "x");
    Entry.RegularFile now = site.file("x", 0644);
    Timestamp old = new Timestamp(-1, 999_999_999);
    Entry touched =
        new Entry.RegularFile(now.content(), now.sizeBytes(), now.mode(), now.owner(), old);

    Report report = site.apply(site.set("f", MTIME, touched));

    assertThat(site.print("f").mtime()).isEqualTo(old);
    assertThat(report.done().getFirst().seen()).extracting("mtime").isEqualTo(old);
  }

  @Test
  void setMetadata_ofTheTimeDuringAWriteOfTheSameSize_leavesTheWriteToBeFound() {
    site.write("f", "old");
    Entry.RegularFile now = site.file("old", 0644);
    Entry touched =
        new Entry.RegularFile(
            now.content(), now.sizeBytes(), now.mode(), now.owner(), new Timestamp(1_000, 0));
    Action.SetMetadata set = site.set("f", MTIME, touched);
    Hooked user = new Hooked(site.sys).before("futimens", () -> site.write("f", "new"));
    try (Site raced = site.through(user)) {
      Report report = raced.apply(set);

      assertThat(report.done().getFirst().seen()).isNotEqualTo(site.print("f"));
    }
  }

  @Test
  void makeDirectory_whoseModeAUserChangesAtOnce_remembersTheModeThatWasSet() {
    Hooked user = new Hooked(site.sys).after("fchmod", () -> site.chmod("d", 0711));
    try (Site raced = site.through(user)) {
      Report report = raced.apply(make("d", 0750));

      assertThat(report.done().getFirst().seen()).extracting("mode").isEqualTo(0750);
      assertThat(site.stat("d").mode()).isEqualTo(0711);
    }
  }

  @Test
  void setMetadata_ofADirectoryThatAUserChangesAtOnce_remembersTheModeThatWasSet() {
    site.mkdir("d");
    Action.SetMetadata set = site.set("d", MODE, site.directory(0700));
    Hooked user = new Hooked(site.sys).after("fchmod", () -> site.chmod("d", 0711));
    try (Site raced = site.through(user)) {
      Report report = raced.apply(set);

      assertThat(report.done().getFirst().seen()).extracting("mode").isEqualTo(0700);
      assertThat(site.stat("d").mode()).isEqualTo(0711);
    }
  }

  /** A time that a new name in it changes whatever the clock's tick is. */
  private void setTimeOfDirectory(String path) {
    try (Fd directory = site.open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) {
      site.sys.futimens(directory, new Timespec(1_500_000_000L, 0));
    }
  }

  @Test
  void setMetadata_ofADirectoryInWhichANameIsNew_isDone() {
    site.mkdir("d");
    setTimeOfDirectory("d");
    Action.SetMetadata set = site.set("d", MODE, site.directory(0700));
    site.write("d/f", "x");

    assertThat(site.apply(set).obstacle()).isNull();
    assertThat(site.stat("d").mode()).isEqualTo(0700);
  }

  @Test
  void setMetadata_ofADirectory_keepsItsStickyAndSetGroupIdBits() {
    site.mkdir("d");
    site.chmod("d", 03755);

    site.apply(site.set("d", MODE, site.directory(0700)));

    assertThat(site.stat("d").mode()).isEqualTo(03700);
  }

  @Test
  void setMetadata_ofAFile_neverLeavesSetUserId() {
    site.write("f", "x");
    site.chmod("f", 04755);

    site.apply(site.set("f", MODE, site.file("x", 0755)));

    assertThat(site.stat("f").mode()).isEqualTo(0755);
  }

  @Test
  void setMetadata_ofALink_changesTheLinksOwnOwner() {
    Assumptions.assumeTrue(site.sys.geteuid() == 0, "only root gives files away");
    site.write("f", "x");
    site.symlink("f", "l");
    Entry given = new Entry.Symlink(site.link("f").target(), new Owner("", 54321, "", 54322));

    Report report = site.apply(site.set("l", OWNER, given));

    assertThat(report.obstacle()).isNull();
    assertThat(site.stat("l").uid()).isEqualTo(54321);
    assertThat(site.stat("l").gid()).isEqualTo(54322);
    assertThat(site.stat("f").uid()).isZero();
  }

  @Test
  void setMetadata_ofAFileThatChangedMeanwhile_isDisturbed() {
    site.write("f", "x");
    Action set = site.set("f", MODE, site.file("x", 0604));
    site.write("f", "longer");

    assertThat(site.apply(set).obstacle())
        .isEqualTo(new Obstacle.Disturbed(NodeId.ROOT, Name.of("f")));
    assertThat(site.stat("f").mode()).isNotEqualTo(0604);
  }

  @Test
  void setMetadata_duringAWrite_remembersTheOldSizeSoThatTheWriteIsFound() {
    site.write("f", "x");
    Action set = site.set("f", MODE, site.file("x", 0604));
    Hooked racing = new Hooked(site.sys).after("fchmod", () -> site.write("f", "longer"));
    try (Site raced = site.through(racing)) {
      Report report = raced.apply(set);

      assertThat(report.done().getFirst().seen().sizeBytes()).isEqualTo(1);
      assertThat(report.done().getFirst().seen().mode()).isEqualTo(0604);
    }
  }

  @Test
  void ownerThatMayNotBeSet_isNamedAndNotAnError() {
    Hooked unprivileged =
        new Hooked(site.sys)
            .always(
                "fchown",
                () -> {
                  throw new ErrnoException(Errno.EPERM, "fchown", "");
                });
    Entry.RegularFile mine = site.file("x", 0640);
    Entry theirs =
        new Entry.RegularFile(mine.content(), 1, 0640, new Owner("", 54321, "", 54322), Site.MTIME);
    try (Site raced = site.through(unprivileged)) {
      Report report = raced.apply(site.putNew(NodeId.ROOT, "f", theirs));

      assertThat(report.obstacle()).isNull();
      assertThat(report.done().getFirst().refused())
          .isEqualTo("owner: operation not permitted, group: operation not permitted");
      assertThat(report.done().getFirst().seen()).isEqualTo(site.print("f"));
      assertThat(site.stat("f").mode()).isEqualTo(0640);
    }
  }

  @Test
  void owner_isSetByNameBeforeTheMode() {
    Assumptions.assumeTrue(site.sys.geteuid() == 0, "only root gives files away");
    Entry.RegularFile mine = site.file("x", 0640);
    Entry given =
        new Entry.RegularFile(
            mine.content(), 1, 0640, new Owner("daemon", 9999, "nosuchgroup", 77), Site.MTIME);

    site.apply(site.putNew(NodeId.ROOT, "f", given));

    assertThat(site.stat("f").uid()).isEqualTo(site.sys.userId("daemon"));
    assertThat(site.stat("f").gid()).isEqualTo(77);
    assertThat(site.stat("f").mode()).isEqualTo(0640);
  }
}
