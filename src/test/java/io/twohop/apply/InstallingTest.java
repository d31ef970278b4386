package io.twohop.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Action;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A plugin is installed, and updated while users are at work in the old one. */
class InstallingTest extends OnASite {
  private final List<Action.Discard> known = new ArrayList<>();
  private NodeId plugin;
  private NodeId lib;

  private Action.Install first(String version) {
    return install(version, null);
  }

  private Action.Install install(String version, Fingerprint replaced) {
    plugin = replaced == null ? site.fresh() : plugin;
    lib = site.fresh();
    List<Action> nodes =
        List.of(
            new Action.MakeDirectory(plugin, NodeId.ROOT, Name.of("plugin"), site.directory(0750)),
            site.putNew(plugin, "main.php", site.file("main " + version, 0640)),
            new Action.MakeDirectory(lib, plugin, Name.of("lib"), site.directory(0500)),
            site.putNew(lib, "a.php", site.file("a " + version, 0644)),
            site.putNew(lib, "link", site.link("a.php")));
    return new Action.Install(plugin, nodes, replaced, List.copyOf(known));
  }

  /** Installs version 1 and makes an update of it. */
  private Action.Install update() {
    Action.Install first = first("1");
    assertThat(site.apply(first).obstacle()).isNull();
    for (Action action : first.nodes().subList(1, first.nodes().size())) {
      switch (action) {
        case Action.MakeDirectory d -> known(d.node(), d.parent(), "plugin/" + d.name());
        case Action.Put p ->
            known(
                p.node(),
                p.parent(),
                (p.parent().equals(plugin) ? "plugin/" : "plugin/lib/") + p.name());
        default -> throw new AssertionError(action);
      }
    }
    return install("2", site.print("plugin"));
  }

  private void known(NodeId node, NodeId parent, String path) {
    Entry.RegularFile content = path.endsWith(".php") ? site.file(site.read(path), 0600) : null;
    known.add(
        new Action.Discard(
            node,
            parent,
            Name.of(path.substring(path.lastIndexOf('/') + 1)),
            site.print(path),
            content == null ? null : content.content()));
    site.bodySeqs.put(node, 5L);
  }

  @Test
  void tree_atAFreeName_appearsWhole() {
    Action.Install install = first("1");
    Report report = site.apply(install);

    assertThat(report.obstacle()).isNull();
    assertThat(site.stat("plugin").mode()).isEqualTo(0750);
    assertThat(site.stat("plugin/lib").mode()).isEqualTo(0500);
    assertThat(site.read("plugin/lib/a.php")).isEqualTo("a 1");
    assertThat(site.target("plugin/lib/link")).isEqualTo("a.php");
    assertThat(report.done().stream().map(Report.Done::node))
        .containsExactlyElementsOf(install.nodes().stream().map(Action::node).toList());
    assertThat(report.done().get(0).seen()).isEqualTo(site.print("plugin"));
    assertThat(report.done().get(2).seen()).isEqualTo(site.print("plugin/lib"));
    assertThat(report.done().get(3).seen()).isEqualTo(site.print("plugin/lib/a.php"));
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void tree_whoseModeAUserChangesAtOnce_remembersTheModeThatWasSet() {
    Hooked user = new Hooked(site.sys).after("to free", () -> site.chmod("plugin", 0711));
    try (Site raced = site.through(user)) {
      Report report = raced.apply(first("1"));

      assertThat(report.done().getFirst().seen()).extracting("mode").isEqualTo(0750);
      assertThat(site.stat("plugin").mode()).isEqualTo(0711);
    }
  }

  @Test
  void tree_atANameThatIsTaken_isDisturbedAndLeavesNothing() {
    site.mkdir("plugin");
    Report report = site.apply(first("1"));

    assertThat(report.obstacle()).isEqualTo(new Obstacle.Disturbed(NodeId.ROOT, Name.of("plugin")));
    assertThat(site.list("plugin")).isEmpty();
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void tree_thatLacksAContent_leavesNothing() {
    Action.Install install = first("1");
    site.inline.clear();

    assertThat(site.apply(install).obstacle()).isInstanceOf(Obstacle.Lacking.class);
    assertThat(site.list(".")).isEmpty();
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void tree_laterPlansMayGoIntoIt() {
    Action.Install install = first("1");
    Report report = site.apply(install, site.putNew(plugin, "later", site.file("later", 0600)));

    assertThat(report.obstacle()).isNull();
    assertThat(site.read("plugin/later")).isEqualTo("later");
  }

  @Test
  void update_replacesTheDirectoryByOneExchange_andTheOldOneGoesAfterASecond() {
    Action.Install update = update();

    assertThat(site.apply(update).obstacle()).isNull();
    assertThat(site.read("plugin/main.php")).isEqualTo("main 2");
    assertThat(site.read("plugin/lib/a.php")).isEqualTo("a 2");
    assertThat(site.staged("treeswap-")).hasSize(1);
    assertThat(site.applier.examine(Site.SECOND - 1)).isEmpty();
    assertThat(site.staged("treeswap-")).hasSize(1);
    assertThat(site.applier.examine(Site.SECOND)).isEmpty();
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void update_ofADirectoryWithSomethingUnknownInIt_isDisturbedThere() {
    Action.Install update = update();
    site.write("plugin/lib/user.php", "theirs");

    assertThat(site.apply(update).obstacle())
        .isEqualTo(
            new Obstacle.Disturbed(
                known.stream()
                    .filter(k -> k.name().equals(Name.of("lib")))
                    .findFirst()
                    .orElseThrow()
                    .node(),
                Name.of("user.php")));
    assertThat(site.read("plugin/main.php")).isEqualTo("main 1");
    assertThat(site.stage.list()).isEmpty();
  }

  @Test
  void update_ofADirectoryInWhichAFileWasEdited_isDisturbed() {
    Action.Install update = update();
    site.write("plugin/main.php", "edited");

    assertThat(site.apply(update).obstacle()).isInstanceOf(Obstacle.Disturbed.class);
    assertThat(site.read("plugin/main.php")).isEqualTo("edited");
  }

  @Test
  void update_ofADirectoryInWhichSomebodyWrites_isBusy() {
    Action.Install update = update();
    try (Fd writer = site.open("plugin/main.php", OpenFlags.O_WRONLY)) {
      assertThat(writer.number()).isPositive();
      assertThat(site.apply(update).obstacle())
          .isEqualTo(new Obstacle.Busy(plugin, Name.of("main.php")));
    }
  }

  @Test
  void excludedChildren_areMovedAcross() {
    site.excluded = (path, directory) -> path.getLast().equals(Name.of("cache"));
    site.applier = site.newApplier();
    Action.Install update = update();
    site.mkdir("plugin/cache");
    site.write("plugin/cache/x", "cached");
    Action.Install withChangedTop =
        new Action.Install(update.node(), update.nodes(), site.print("plugin"), update.known());

    assertThat(site.apply(withChangedTop).obstacle()).isNull();
    assertThat(site.read("plugin/main.php")).isEqualTo("main 2");
    assertThat(site.read("plugin/cache/x")).isEqualTo("cached");
    site.applier.examine(Site.SECOND);
    assertThat(site.read("plugin/cache/x")).isEqualTo("cached");
  }

  @Test
  void excludedChildren_goBackWhenTheExchangeFails() {
    site.excluded = (path, directory) -> path.getLast().equals(Name.of("cache"));
    Action.Install update = update();
    site.mkdir("plugin/cache");
    site.write("plugin/cache/x", "cached");
    Hooked failing =
        new Hooked(site.sys)
            .before(
                "exchange",
                () -> {
                  throw new ErrnoException(Errno.EACCES, "renameat2", "");
                });
    try (Site raced = site.through(failing)) {
      assertThat(raced.apply(update).obstacle()).isInstanceOf(Obstacle.Blocked.class);
      assertThat(site.read("plugin/cache/x")).isEqualTo("cached");
      assertThat(site.read("plugin/main.php")).isEqualTo("main 1");
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void excludedChild_withoutAPlaceInTheNewDirectory_blocks() {
    site.excluded = (path, directory) -> path.getLast().equals(Name.of("cache"));
    site.applier = site.newApplier();
    Action.Install update = update();
    site.chmod("plugin/lib", 0700);
    site.mkdir("plugin/lib/cache");
    Action.Install without =
        new Action.Install(
            update.node(), update.nodes().subList(0, 2), update.replaced(), update.known());

    assertThat(site.apply(without).obstacle()).isInstanceOf(Obstacle.Blocked.class);
    assertThat(site.exists("plugin/lib/cache")).isTrue();
  }

  @Test
  void childThatComesLate_movesToTheNewDirectory() {
    Action.Install update = update();
    try (Fd old = site.open("plugin/lib", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) {
      assertThat(site.apply(update).obstacle()).isNull();
      writeAt(old, "late.php", "late");

      assertThat(site.applier.examine(Site.SECOND)).isEmpty();
      assertThat(site.read("plugin/lib/late.php")).isEqualTo("late");
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void childThatComesLate_whereTheNewTreeHasNoDirectory_bringsItsDirectoryAlong() {
    Action.Install update = update();
    Action.Install without =
        new Action.Install(
            update.node(), update.nodes().subList(0, 2), update.replaced(), update.known());
    try (Fd old = site.open("plugin/lib", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) {
      assertThat(site.apply(without).obstacle()).isNull();
      writeAt(old, "late.php", "late");

      assertThat(site.applier.examine(Site.SECOND)).isEmpty();
      assertThat(site.list("plugin/lib")).containsExactly("late.php");
    }
  }

  @Test
  void childThatComesLate_whereTheNewTreeHasTheName_comesOutAsAnEditOfThatNode() {
    Action.Install update = update();
    List<Action> more = new ArrayList<>(update.nodes());
    Action.Put rival = site.putNew(plugin, "new.php", site.file("new in 2", 0644));
    more.add(rival);
    Action.Install wider =
        new Action.Install(update.node(), more, update.replaced(), update.known());
    try (Fd old = site.open("plugin", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) {
      assertThat(site.apply(wider).obstacle()).isNull();
      writeAt(old, "new.php", "late");

      Raced edit = site.applier.examine(Site.SECOND).getFirst();
      assertThat(edit.node()).isEqualTo(rival.node());
      assertThat(edit.baseSeq()).isZero();
      assertThat(edit.content()).hasToString("late");
      assertThat(site.read("plugin/new.php")).isEqualTo("new in 2");
    }
  }

  @Test
  void writeIntoAFileOfTheOldDirectory_comesOutAsAnEdit() {
    Action.Install update = update();
    Fd[] writer = new Fd[1];
    Hooked hooked =
        new Hooked(site.sys)
            .before("exchange", () -> writer[0] = site.open("plugin/main.php", OpenFlags.O_WRONLY));
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(update).obstacle()).isNull();
      site.sys.pwriteFully(writer[0], Site.ascii("LATE"), 0, 4, 0);

      assertThat(raced.applier.examine(Site.SECOND)).isEmpty();
      writer[0].close();
      List<Raced> edits = raced.applier.examine(raced.applier.nextDueNanos());
      assertThat(edits).hasSize(1);
      assertThat(edits.getFirst().content()).hasToString("LATE 1");
      assertThat(edits.getFirst().baseSeq()).isEqualTo(5);
      assertThat(site.staged("raced-")).hasSize(1);
      assertThat(site.staged("treeswap-")).isEmpty();
    }
  }

  @Test
  void update_whereTheDirectoryIsReplacedInTheLastMoment_isPutBack() {
    Action.Install update = update();
    Hooked hooked =
        new Hooked(site.sys)
            .before(
                "exchange",
                () -> {
                  site.rename("plugin", "moved");
                  site.mkdir("plugin");
                  site.write("plugin/theirs", "theirs");
                });
    try (Site raced = site.through(hooked)) {
      assertThat(raced.apply(update).obstacle()).isInstanceOf(Obstacle.Disturbed.class);
      assertThat(site.read("plugin/theirs")).isEqualTo("theirs");
      assertThat(site.read("moved/main.php")).isEqualTo("main 1");
      assertThat(site.stage.list()).isEmpty();
    }
  }

  @Test
  void update_withoutExchange_stillLosesNothing() {
    Action.Install update = update();
    try (Site plain = site.through(new Hooked(site.sys).withoutRenameFlags())) {
      assertThat(plain.apply(update).obstacle()).isNull();
      assertThat(site.read("plugin/main.php")).isEqualTo("main 2");
      assertThat(plain.applier.examine(Site.SECOND)).isEmpty();
      assertThat(site.stage.list()).isEmpty();
    }
  }

  private void writeAt(Fd dir, String name, String text) {
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT;
    try (Fd file = site.sys.openat2(dir, Site.ascii(name), flags, 0644, 0)) {
      site.sys.writeFully(file, Site.ascii(text), 0, text.length());
    }
  }
}
