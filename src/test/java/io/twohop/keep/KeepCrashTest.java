package io.twohop.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.Entry;
import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.model.Owner;
import io.twohop.model.Timestamp;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.sim.linux.Interposer;
import io.twohop.sim.linux.SimLinux;
import io.twohop.sim.linux.SimUser;
import io.twohop.tree.Owners;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The process dies, or a call fails, at every system call in turn. */
class KeepCrashTest {
  private static final Owner ROOT = new Owner("root", 0, "root", 0);
  private static final byte[] CONTENT = "0123456789".repeat(500).getBytes(StandardCharsets.UTF_8);

  private static final NodeId NODE = new NodeId(new MemberId(9), 4);
  private static final List<Name> BELOW = List.of(Name.of("sub"), Name.of("f"));

  private SimLinux linux;
  private SimUser user;
  private int calls;
  private boolean reached;

  /** The process ends here. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private void machine() {
    linux = new SimLinux();
    linux.limits().bytesPerTransfer = 1_000;
    user = linux.user();
    user.mkdir("/keep");
  }

  private Keep start() {
    return Keep.open(linux, new Owners(linux), "/keep".getBytes(StandardCharsets.UTF_8));
  }

  /** Lets so many calls pass; the next is what it is told. */
  private void afterCalls(long count, Interposer then) {
    reached = false;
    long last = linux.callCount() + count;
    linux.setInterposer((call, index) -> {
      reached |= index == last;
      return index == last ? then.before(call, index) : null;
    });
  }

  private static Errno kill(String call, long index) {
    throw new Killed();
  }

  @Test
  void add_killedAnywhere_isWholeOrNotThere_andIsWholeForGoodWhenItIsRetried() {
    do {
      for (long luck = 0; luck < 10; luck++) {
        machine();
        Keep keep = start();
        afterCalls(calls, KeepCrashTest::kill);
        addUntilKilled(keep);
        linux.setInterposer(Interposer.NONE);
        linux.kill();

        Keep again = start();
        boolean there = again.has("p-1");
        assertThat(again.add(item("p-1"), inline())).isEqualTo(!there);
        assertWhole(again);
        linux.crash(new SplittableRandom(luck));
        assertWhole(start());
      }
      calls++;
    } while (reached);
  }

  private static void addUntilKilled(Keep keep) {
    try {
      keep.add(item("p-1"), inline());
    } catch (Killed expected) {
      // Its descriptors are closed by the kernel.
    }
  }

  @Test
  void add_thatFailedAnywhere_canBeRetriedAtOnce() {
    do {
      machine();
      Keep keep = start();
      afterCalls(calls++, (call, index) -> call.equals("close") ? null : Errno.ENOSPC);
      addOrFail(keep);
      linux.setInterposer(Interposer.NONE);

      keep.add(item("p-1"), inline());
      assertWhole(keep);
      keep.close();
      keep = start();
      assertWhole(keep);
      keep.close();
      assertThat(linux.openDescriptors()).isZero();
    } while (reached);
  }

  private static void addOrFail(Keep keep) {
    try {
      keep.add(item("p-1"), inline());
    } catch (ErrnoException expected) {
      assertThat(keep.list()).isEmpty();
    }
  }

  @Test
  void add_thatFailed_givesItsRoomBack() {
    machine();
    Keep keep = start();
    linux.disk().setCapacityBytes(linux.disk().usedBytes() + 4_000);

    assertThatThrownBy(() -> keep.add(item("p-1"), inline())).isInstanceOf(ErrnoException.class);
    assertThat(user.list("/keep/items")).isEmpty();
  }

  @Test
  void addBelow_powerCutAnywhere_isWholeOrNotThere_andIsWholeWhenItIsRetried() {
    do {
      for (long luck = 0; luck < 10; luck++) {
        machine();
        Keep keep = start();
        keep.add(directory("p-1"), new KeptContent.Made());
        afterCalls(calls, KeepCrashTest::kill);
        boolean told = addsBelow(keep);
        linux.setInterposer(Interposer.NONE);
        linux.crash(new SplittableRandom(luck));

        Keep again = start();
        if (told) {
          assertThat(again.children("p-1")).as("after %d calls", calls).contains(BELOW);
        }
        assertPartsAreWhole(again);
        again.addBelow("p-1", BELOW, NODE, item("p-1").entry(), inline());
        assertPartsAreWhole(again);
        assertThat(again.children("p-1")).containsExactly(List.of(Name.of("sub")), BELOW);
        again.close();
      }
      calls++;
    } while (reached);
  }

  private static boolean addsBelow(Keep keep) {
    try {
      keep.addBelow("p-1", BELOW, NODE, item("p-1").entry(), inline());
      return true;
    } catch (Killed expected) {
      return false;
    }
  }

  private void assertPartsAreWhole(Keep keep) {
    boolean there = keep.children("p-1").contains(BELOW);
    if (there) {
      assertThat(user.read("/keep/items/p-1/content/sub/f")).isEqualTo(CONTENT);
    }
    assertThat(keep.show("p-1").sizeBytes()).isEqualTo(there ? 5_000 : 0);
    assertThat(user.list("/keep/items")).containsExactly(Name.of("p-1"));
  }

  @Test
  void addBelow_thatFailedAnywhere_canBeRetriedAtOnce() {
    do {
      machine();
      Keep keep = start();
      keep.add(directory("p-1"), new KeptContent.Made());
      afterCalls(calls++, (call, index) -> call.equals("close") ? null : Errno.ENOSPC);
      addBelowOrFail(keep);
      linux.setInterposer(Interposer.NONE);

      keep.addBelow("p-1", BELOW, NODE, item("p-1").entry(), inline());
      keep.close();
      keep = start();
      assertThat(keep.children("p-1")).contains(BELOW);
      assertPartsAreWhole(keep);
      keep.close();
      assertThat(linux.openDescriptors()).isZero();
    } while (reached);
  }

  private static void addBelowOrFail(Keep keep) {
    try {
      keep.addBelow("p-1", BELOW, NODE, item("p-1").entry(), inline());
    } catch (ErrnoException expected) {
      assertThat(keep.list()).hasSize(1);
    }
  }

  private void assertWhole(Keep keep) {
    assertThat(keep.list())
        .as("after %d calls", calls)
        .containsExactly(item("p-1").withSize(5_000));
    assertThat(user.list("/keep/items")).containsExactly(Name.of("p-1"));
    assertThat(user.read("/keep/items/p-1/content")).as("after %d calls", calls).isEqualTo(CONTENT);
  }

  private static KeptContent inline() {
    return new KeptContent.Inline(Bytes.copyOf(CONTENT));
  }

  private static KeepItem item(String id) {
    ContentHash hash = ContentHash.ofContent(Bytes.copyOf(CONTENT));
    Entry entry = new Entry.RegularFile(hash, 5_000, 0640, ROOT, new Timestamp(1_500_000_000L, 7));
    List<Name> path = List.of(Name.of("f"));
    return new KeepItem(id, KeepKind.CONFLICT, path, NODE, entry, "web1", 1, 3, 5, 0, hash, 0);
  }

  private static KeepItem directory(String id) {
    NodeId node = new NodeId(new MemberId(9), 3);
    Entry entry = new Entry.Directory(0755, ROOT);
    List<Name> path = List.of(Name.of("d"));
    return new KeepItem(id, KeepKind.CONFLICT, path, node, entry, "web1", 1, 3, 5, 0, null, 0);
  }
}
