package io.twohop.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Bytes;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Owner;
import io.twohop.posix.FileSystemStat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a disk of 1,000,000 bytes: the keep may have 200,000 of them, a member 100,000. */
class RetentionTest {
  private static final long WEEK = 7L * 24 * 60 * 60 * 1000;
  private static final long ALL_OLD = 2 * WEEK;

  @Test
  void aMemberWithMoreThanItsShare_losesItsOldest_thoughThereIsRoom() {
    KeepItem others = item("p-0", "web2", 0, 20_000);
    KeepItem first = item("p-1", "web1", 1, 50_000);
    KeepItem second = item("p-2", "web1", 2, 50_000);
    KeepItem third = item("p-3", "web1", 3, 50_000);

    assertThat(goes(900_000, others, first, second, third)).containsExactly(first);
    assertThat(goes(900_000, others, second, third)).isEmpty();
  }

  @Test
  void whenItIsTooFull_whoHasMoreThanItsShareGoesFirst() {
    KeepItem others = item("p-0", "web2", 0, 90_000);
    KeepItem first = item("p-1", "web1", 1, 90_000);
    KeepItem second = item("p-2", "web1", 2, 90_000);

    assertThat(goes(900_000, others, first, second)).containsExactly(first);
    assertThat(goes(0, others, first, second)).containsExactly(first, others);
  }

  @Test
  void aYoungConflict_staysWhateverItsMemberHas() {
    KeepItem old = item("p-1", "web1", 0, 10_000);
    KeepItem young = item("p-2", "web1", ALL_OLD - WEEK, 500_000);

    assertThat(goes(0, young, old)).containsExactly(old);
  }

  @Test
  void versionsGoByAge_andBeforeConflicts() {
    KeepItem conflict = item("p-1", "web1", 0, 50_000);
    KeepItem version = version("v-1", ALL_OLD, 50_000);
    KeepItem aged = version("v-2", ALL_OLD - 5 * WEEK, 0);

    assertThat(goes(900_000, conflict, version, aged)).containsExactly(aged);
    assertThat(goes(60_000, conflict, version)).containsExactly(version);
  }

  private static List<KeepItem> goes(long availableBytes, KeepItem... items) {
    FileSystemStat disk =
        new FileSystemStat(
            FileSystemStat.EXT4, 1_000_000, availableBytes, availableBytes, 0, 0, false);
    return Retention.DEFAULT.goes(List.of(items), disk, ALL_OLD);
  }

  private static KeepItem version(String id, long age, long size) {
    return item(id, KeepKind.REMOVED, "web1", age, size);
  }

  private static KeepItem item(String id, String who, long age, long size) {
    return item(id, KeepKind.CONFLICT, who, age, size);
  }

  private static KeepItem item(String id, KeepKind kind, String who, long age, long size) {
    Entry link = new Entry.Symlink(Bytes.copyOf(new byte[] {'x'}), new Owner("", 0, "", 0));
    NodeId node = new NodeId(new MemberId(9), 4);
    List<Name> path = List.of(Name.of("x"));
    return new KeepItem(id, kind, path, node, link, who, 1, 3, 5, size, null, age);
  }
}
