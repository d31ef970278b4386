package io.twohop.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.core.spoke.Row;
import io.twohop.model.Bytes;
import io.twohop.model.Entry;
import io.twohop.model.Fingerprint;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.NodeState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteIndexTest extends IndexContract {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("index.db");
  }

  @Override
  protected Store open() {
    return new SqliteIndexStore(file());
  }

  @Test
  void commit_thatFails_leavesEverythingPending() {
    try (SqliteIndex index = SqliteIndex.open(directory.resolve("other.db"))) {
      NodeState a = Samples.state(Samples.node(1), NodeId.ROOT, "a", Samples.file(1), 1);
      NodeState clash = Samples.state(Samples.node(2), NodeId.ROOT, "a", Samples.file(2), 1);
      index.put(new Row(a, null));
      index.put(new Row(clash, null));
      SqliteIndex.Settlement failing = index.begin();
      assertThatThrownBy(failing::commit).isInstanceOf(StoreProblem.class);
      failing.finish();
      assertThat(index.isDirty()).isTrue();
      index.delete(clash.node());
      index.put(new Row(a, null));
      SqliteIndex.Settlement settlement = index.begin();
      settlement.commit();
      settlement.finish();
      assertThat(index.isDirty()).isFalse();
      assertThat(index.at(NodeId.ROOT, Name.of("a"))).isEqualTo(a);
    }
  }

  @Test
  void hardLinks_committedAndPending_areAllFoundByTheirInode() {
    try (SqliteIndex index = SqliteIndex.open(directory.resolve("other.db"))) {
      Fingerprint inode = Samples.seen(7);
      for (int i = 1; i <= 3; i++) {
        NodeState name = Samples.state(Samples.node(i), NodeId.ROOT, "n" + i, Samples.file(1), i);
        index.put(new Row(name, i == 3 ? Samples.seen(8) : inode));
        SqliteIndex.Settlement settlement = index.begin();
        settlement.commit();
        settlement.finish();
      }
      NodeState last = Samples.state(Samples.node(4), NodeId.ROOT, "n4", Samples.file(1), 4);
      index.put(new Row(last, inode));
      assertThat(index.byInode(inode.inode(), inode.birth()))
          .extracting(row -> row.state().node())
          .containsExactlyInAnyOrder(Samples.node(1), Samples.node(2), Samples.node(4));
    }
  }

  @Test
  void origin_isWrittenDownDurably() {
    Origin origin = new Origin(new MemberId(-7), "shop", Bytes.copyOf(new byte[] {0, 1}));
    try (SqliteIndex index = SqliteIndex.open(directory.resolve("other.db"))) {
      assertThat(index.origin()).isNull();
      index.setOrigin(origin);
    }
    try (SqliteIndex index = SqliteIndex.open(directory.resolve("other.db"))) {
      assertThat(index.origin()).isEqualTo(origin);
    }
  }

  @Test
  void beginRun_saysHowTheLastOneEnded() {
    Path other = directory.resolve("other.db");
    assertThat(run(other, "boot 1", true)).isEqualTo(LastRun.NONE);
    assertThat(run(other, "boot 1", false)).isEqualTo(LastRun.CLEAN);
    assertThat(run(other, "boot 1", false)).isEqualTo(LastRun.KILLED);
    assertThat(run(other, "boot 2", true)).isEqualTo(LastRun.MACHINE_STOPPED);
    assertThat(run(other, "boot 3", true)).isEqualTo(LastRun.CLEAN);
  }

  private static LastRun run(Path file, String bootId, boolean endsCleanly) {
    try (SqliteIndex index = SqliteIndex.open(file)) {
      LastRun last = index.beginRun(bootId, 100, 50);
      if (endsCleanly) {
        index.endRun();
      }
      return last;
    }
  }

  @Test
  void unflushed_untilItIsGotOver_beginsAtTheLastSettlementBeforeTheFirstCut() {
    Path other = directory.resolve("other.db");
    try (SqliteIndex index = SqliteIndex.open(other)) {
      index.beginRun("boot 1", 10, 20);
      assertThat(index.unflushed()).isNull();
      settleAt(index, 30);
    }
    try (SqliteIndex index = SqliteIndex.open(other)) {
      assertThat(index.beginRun("boot 2", 40, 50)).isEqualTo(LastRun.MACHINE_STOPPED);
      assertThat(index.unflushed()).isEqualTo(new Unflushed(30, 40));
      settleAt(index, 60);
    }
    try (SqliteIndex index = SqliteIndex.open(other)) {
      index.beginRun("boot 3", 70, 80);
      assertThat(index.unflushed()).isEqualTo(new Unflushed(30, 70));
      index.endRecovery();
      assertThat(index.unflushed()).isNull();
    }
    try (SqliteIndex index = SqliteIndex.open(other)) {
      index.beginRun("boot 4", 90, 95);
      assertThat(index.unflushed()).isEqualTo(new Unflushed(60, 90));
    }
  }

  private static void settleAt(SqliteIndex index, long atSeconds) {
    SqliteIndex.Settlement settlement = index.begin(atSeconds);
    settlement.commit();
    settlement.finish();
  }

  @Test
  void open_fileThatIsNoDatabase_saysDamaged() throws IOException {
    Path other = directory.resolve("other.db");
    Files.writeString(other, "not a database, but long enough to be read as one ".repeat(100));
    assertThatThrownBy(() -> SqliteIndex.open(other))
        .isInstanceOfSatisfying(
            StoreProblem.class, p -> assertThat(p.kind()).isEqualTo(StoreProblem.Kind.DAMAGED));
  }

  @Test
  void open_databaseOfAnotherProgram_saysDamagedAndLeavesIt() {
    Path other = directory.resolve("other.db");
    SqliteHeads.open(other).close();
    assertThatThrownBy(() -> SqliteIndex.open(other))
        .isInstanceOfSatisfying(
            StoreProblem.class, p -> assertThat(p.kind()).isEqualTo(StoreProblem.Kind.DAMAGED));
    SqliteHeads.open(other).close();
  }

  @Test
  void row_onDisk_takesAtMost300Bytes() throws IOException {
    int files = 20_000;
    Path other = directory.resolve("other.db");
    try (SqliteIndex index = SqliteIndex.open(other)) {
      Samples samples = new Samples(1);
      NodeId parent = NodeId.ROOT;
      for (int i = 1; i <= files; i++) {
        NodeId node = new NodeId(new MemberId(99), i);
        boolean directory = i % 50 == 1;
        Entry entry = directory ? Samples.directory() : Samples.file(samples.random().nextInt());
        String name = String.format("IMG_%08d-1024x768.jpg", samples.random().nextInt(1 << 26));
        NodeState state =
            new NodeState(
                node, directory ? NodeId.ROOT : parent, Name.of(name), 70_000 + i, entry, 70_000);
        index.put(new Row(state, Samples.seen(12_000_000 + samples.random().nextInt(1_000_000))));
        parent = directory ? node : parent;
      }
      SqliteIndex.Settlement settlement = index.begin();
      settlement.commit();
      settlement.finish();
    }
    assertThat(Files.size(other) / files).isLessThanOrEqualTo(300);
  }
}
