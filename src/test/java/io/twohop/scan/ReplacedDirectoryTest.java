package io.twohop.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.twohop.model.Finding;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.sim.linux.SimLinux;
import io.twohop.watch.Hint;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A directory goes to a place that is not looked at and another one comes from there to its name,
 * as when WordPress updates a plugin: one finding, and nothing missing.
 */
class ReplacedDirectoryTest {
  private static final long MILLISECOND = 1_000_000L;

  /** More than the scanner reads in one step. */
  private static final int FILES = 200;

  private ScanBench bench;
  private TestDisk disk;
  private NodeId plugin;

  @BeforeEach
  void begin() {
    Set<String> excluded = Set.of("backup", "upgrade");
    bench =
        ScanBench.inMemory(
            new SimLinux(), (path, directory) -> excluded.contains(TestDisk.text(path)));
    disk = bench.disk;
    disk.mkdir("backup");
    unpack("plugins/p", "old");
    unpack("upgrade/p", "new");
    bench.started();
    plugin = bench.node("plugins/p");
  }

  @AfterEach
  void end() {
    bench.close();
  }

  private void unpack(String directory, String text) {
    disk.mkdirs(directory + "/sub");
    for (int i = 0; i < FILES; i++) {
      disk.write(directory + "/sub/f" + i, text + i);
    }
  }

  private void assertFoundAsOne() {
    assertThat(bench.findings).hasSize(1).first().isInstanceOf(Finding.Arrived.class);
    assertThat(((Finding.Arrived) bench.findings.getFirst()).parts()).hasSize(FILES + 2);
    assertThat(bench.node("plugins/p")).isEqualTo(plugin);
    assertThat(bench.scanner.idle()).isTrue();
    bench.assertKnownIsDisk();
  }

  @Test
  void aSuccessor_thatComesAFewHundredMillisecondsLater_isOneFindingAndNothingIsMissing() {
    disk.move("plugins/p", "backup/p");
    bench.pass(400 * MILLISECOND);
    assertThat(bench.findings).isEmpty();
    disk.move("upgrade/p", "plugins/p");
    bench.settle();
    assertFoundAsOne();
  }

  @Test
  void aSecondSuccessor_soonAfterTheFirst_isWaitedForAsLong() {
    unpack("upgrade/q", "newer");
    disk.move("plugins/p", "backup/p");
    bench.pass(200 * MILLISECOND);
    disk.move("upgrade/p", "plugins/p");
    bench.pass(400 * MILLISECOND);
    assertThat(bench.findings).hasSize(1);
    disk.move("plugins/p", "backup/q");
    bench.pass(400 * MILLISECOND);
    assertThat(bench.missing()).isEmpty();
  }

  @Test
  void noSuccessor_isMissingWithinASecond() {
    disk.move("plugins/p", "backup/p");
    bench.pass(Missings.SUCCESSOR_NANOS);
    assertThat(bench.missing())
        .extracting(Finding.Missing::node, Finding.Missing::witnessed)
        .containsExactly(tuple(plugin, true));
  }

  @Test
  void aBarrier_endsTheWaitForASuccessor() {
    disk.move("plugins/p", "backup/p");
    bench.look();
    bench.scanner.endWaits(bench.nowNanos);
    bench.look();
    assertThat(bench.missing()).extracting(Finding.Missing::node).containsExactly(plugin);
  }

  @Test
  void aDirectory_renamedWithinTheTree_isWaitedForNoLonger() {
    disk.move("plugins/p", "plugins/q");
    bench.pass(10 * MILLISECOND);
    assertThat(bench.presents()).extracting(Finding.Present::node).containsExactly(plugin);
    assertThat(bench.scanner.idle()).isTrue();
  }

  @Test
  void whatHappensToTheOldOne_whileTheNewOneIsRead_isNothing() {
    disk.move("plugins/p", "backup/p");
    disk.move("upgrade/p", "plugins/p");
    bench.hear();
    bench.step();
    assertThat(bench.scanner.idle()).isFalse();
    // Its directories are still watched, by the nodes that they were.
    disk.removeAll("backup/p");
    bench.settle();
    assertFoundAsOne();
  }

  @Test
  void aLook_betweenTheTwoRenamesAndTheirHints_waitsForTheOtherHalf() {
    disk.move("plugins/p", "backup/p");
    List<Hint> first = bench.watch.drain();
    disk.move("upgrade/p", "plugins/p");
    first.forEach(hint -> bench.scanner.hint(hint, bench.nowNanos));
    bench.step();
    bench.step();
    assertThat(bench.findings).isEmpty();
    bench.settle();
    assertFoundAsOne();
  }

  @Test
  void removedNameByName_thenReplaced_isReadWhole() {
    disk.removeAll("plugins/p");
    disk.move("upgrade/p", "plugins/p");
    bench.settle();
    assertThat(bench.findings).last().isInstanceOf(Finding.Arrived.class);
    assertThat(bench.presents()).isEmpty();
    assertThat(bench.node("plugins/p")).isEqualTo(plugin);
    bench.assertKnownIsDisk();
  }

  @Test
  void whatIsRead_isToldWhenTheHubHasAnsweredWhatWasThereBefore() {
    Place place = new Place(bench.node("plugins"), Name.of("p"));
    bench.known.unanswered.add(place);
    disk.move("plugins/p", "backup/p");
    disk.move("upgrade/p", "plugins/p");
    bench.pass(3_000 * MILLISECOND);
    assertThat(bench.findings).isEmpty();
    assertThat(bench.arriving).as("told that it is coming").isGreaterThan(20);
    bench.known.unanswered.remove(place);
    bench.pass(100 * MILLISECOND);
    bench.settle();
    assertFoundAsOne();
  }

  @Test
  void anAnswer_thatDoesNotCome_isNotWaitedForForEver() {
    bench.known.unanswered.add(new Place(bench.node("plugins"), Name.of("p")));
    disk.move("plugins/p", "backup/p");
    disk.move("upgrade/p", "plugins/p");
    bench.settle();
    assertFoundAsOne();
  }

  @Test
  void aDirectory_movedIntoOneThatIsNew_isOneFinding() {
    bench.pass(10 * MILLISECOND);
    disk.mkdirs("fresh");
    disk.move("upgrade/p", "fresh/p");
    bench.settle();
    assertThat(bench.presents()).hasSize(1);
    assertThat(bench.findings).last().isInstanceOf(Finding.Arrived.class);
    bench.assertKnownIsDisk();
  }
}
