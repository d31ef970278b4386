package io.twohop.sim.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.InotifyEvent;
import io.twohop.posix.InotifyEvent.Kind;
import io.twohop.posix.InotifyMask;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Resolve;
import io.twohop.posix.WriterProbe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a simulation does with the machine: other people's acts between two calls, faults, deaths,
 * repetition.
 */
class SimLinuxTest {
  private final SimLinux linux = new SimLinux();
  private final SimUser user = linux.user();
  private Fd dir;

  @BeforeEach
  void makeDirectory() {
    user.mkdir("/d");
    dir = linux.open(bytes("/d"), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Fd open(String name) {
    return linux.openat2(dir, bytes(name), OpenFlags.O_RDONLY, 0, Resolve.CONFINED);
  }

  @Test
  void interposer_letsSomebodyActJustBeforeACall() {
    user.write("/d/f", "old");
    user.write("/d/stage", "new");
    linux.setInterposer((call, index) -> {
      if (call.equals("renameat2")) {
        user.write("/d/f", "edit");
      }
      return null;
    });
    linux.renameat2(dir, bytes("stage"), dir, bytes("f"), RenameMode.EXCHANGE);
    assertThat(user.readText("/d/f")).isEqualTo("new");
    assertThat(user.readText("/d/stage")).isEqualTo("edit");
  }

  @Test
  void interposer_failsTheCallItWantsAndLeavesTheRest() {
    linux.setInterposer((call, index) -> call.equals("mkdirat") ? Errno.EIO : null);
    assertThatThrownBy(() -> linux.mkdirat(dir, bytes("x"), 0755))
        .isInstanceOfSatisfying(
            ErrnoException.class, refused -> assertThat(refused.is(Errno.EIO)).isTrue());
    assertThat(user.exists("/d/x")).isFalse();
    assertThat(linux.statx(dir).linkCount()).isEqualTo(2);
  }

  @Test
  void lateWrite_throughADescriptorFromBeforeTheSwap_landsInTheDisplacedFile() {
    user.write("/d/f", "old");
    user.write("/d/stage", "new");
    SimFile late = user.open("/d/f", OpenFlags.O_WRONLY | OpenFlags.O_APPEND);
    linux.renameat2(dir, bytes("stage"), dir, bytes("f"), RenameMode.EXCHANGE);
    assertThat(linux.probeWriters(open("stage"))).isEqualTo(WriterProbe.OPEN_FOR_WRITING);
    late.write("+late");
    late.close();
    assertThat(linux.probeWriters(open("stage"))).isEqualTo(WriterProbe.NO_WRITER);
    assertThat(user.readText("/d/stage")).isEqualTo("old+late");
    assertThat(user.readText("/d/f")).isEqualTo("new");
  }

  @Test
  void probe_ofSomebodyElsesFileWithoutRights_isUnknown() {
    user.write("/d/f", "f");
    linux.runAs(1000, 1000);
    assertThat(linux.probeWriters(open("f"))).isEqualTo(WriterProbe.UNKNOWN);
  }

  @Test
  void permissions_bindOrdinaryUsers() {
    user.write("/d/f", "f");
    user.chmod("/d/f", 0640);
    SimUser www = linux.user(33, 33);
    assertThatThrownBy(() -> www.write("/d/f", "x")).hasMessageContaining("EACCES");
    assertThatThrownBy(() -> www.unlink("/d/f")).hasMessageContaining("EACCES");
    assertThatThrownBy(() -> www.chmod("/d/f", 0666)).hasMessageContaining("EPERM");
    user.chown("/d/f", -1, 33);
    assertThatThrownBy(() -> www.write("/d/f", "x")).hasMessageContaining("EACCES");
    user.setImmutable("/d/f", true);
    assertThatThrownBy(() -> linux.unlink(dir, bytes("f"))).hasMessageContaining("EPERM");
  }

  @Test
  void inotify_fullQueue_saysOverflowOnceAndGoesOn() {
    linux.limits().inotifyQueuedEvents = 3;
    Fd inotify = linux.inotifyInit();
    linux.inotifyAddWatch(inotify, dir, InotifyMask.IN_CREATE);
    for (int i = 0; i < 10; i++) {
      user.mkdir("/d/" + i);
    }
    assertThat(linux.inotifyRead(inotify))
        .extracting(InotifyEvent::kind)
        .containsExactly(Kind.CREATED, Kind.CREATED, Kind.CREATED, Kind.OVERFLOW);
    user.mkdir("/d/after");
    assertThat(linux.inotifyRead(inotify)).hasSize(1);
  }

  @Test
  void inotify_noWatchLeft_isEnospc() {
    linux.limits().inotifyWatches = 1;
    user.mkdir("/d/e");
    Fd inotify = linux.inotifyInit();
    linux.inotifyAddWatch(inotify, dir, InotifyMask.IN_CREATE);
    assertThatThrownBy(() -> linux.inotifyAddWatch(inotify, open("e"), InotifyMask.IN_CREATE))
        .hasMessageContaining("ENOSPC");
  }

  @Test
  void crash_closesEverybodysFiles() {
    SimFile file = user.open("/d/f", OpenFlags.O_WRONLY | OpenFlags.O_CREAT);
    linux.crash(new Random(1));
    assertThat(file.isClosed()).isTrue();
    assertThatThrownBy(() -> linux.statx(dir)).hasMessageContaining("EBADF");
  }

  @Test
  void walk_followsLinksForOrdinaryPrograms() {
    user.write("/d/f", "f");
    user.symlink("d", "/toD");
    user.symlink("/toD/f", "/toF");
    user.symlink("loop", "/loop");
    assertThat(user.readText("/toF")).isEqualTo("f");
    assertThat(user.readText("/d/../toD/./f")).isEqualTo("f");
    assertThatThrownBy(() -> user.readText("/loop")).hasMessageContaining("ELOOP");
    user.removeTree("/d");
    assertThatThrownBy(() -> user.readText("/toF")).hasMessageContaining("ENOENT");
  }

  @Test
  void listing_whileNamesComeAndGo_givesThoseThatStayOnce() {
    linux.limits().namesPerListing = 2;
    for (int i = 0; i < 10; i++) {
      user.write("/d/stay" + i, "");
      user.write("/d/go" + i, "");
    }
    List<String> seen = new ArrayList<>();
    int round = 0;
    for (var some = linux.getdents64(dir); !some.isEmpty(); some = linux.getdents64(dir)) {
      some.forEach(entry -> seen.add(new String(entry.name(), StandardCharsets.UTF_8)));
      if (round < 10) {
        user.unlink("/d/go" + round);
        user.write("/d/new" + round++, "");
      }
    }
    assertThat(seen).doesNotHaveDuplicates();
    assertThat(seen.stream().filter(name -> name.startsWith("stay"))).hasSize(10);
  }

  @Test
  void sameSeed_givesTheSameTrace() {
    assertThat(trace(42)).isEqualTo(trace(42)).isNotEqualTo(trace(43));
  }

  private static String trace(long seed) {
    Random random = new Random(seed);
    SimLinux machine = new SimLinux();
    SimUser somebody = machine.user();
    somebody.mkdir("/d");
    Fd watched = machine.open(bytes("/d"), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
    Fd inotify = machine.inotifyInit();
    machine.inotifyAddWatch(inotify, watched, 0xFFF);
    StringBuilder trace = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      String one = "/d/" + random.nextInt(5);
      String other = "/d/" + random.nextInt(5);
      machine.clock().advanceNanos(random.nextInt(10_000_000));
      try {
        switch (random.nextInt(6)) {
          case 0 -> somebody.write(one, "content " + i);
          case 1 -> somebody.rename(one, other);
          case 2 -> somebody.rename(one, other, RenameMode.EXCHANGE);
          case 3 -> somebody.removeTree(one);
          case 4 -> somebody.mkdir(one);
          default -> somebody.append(one, "+");
        }
      } catch (ErrnoException refused) {
        trace.append(refused.getMessage()).append('\n');
      }
      machine.inotifyRead(inotify).forEach(event -> trace.append(event).append('\n'));
    }
    machine.crash(random);
    somebody
        .list("/d")
        .forEach(name -> trace.append(name).append(somebody.stat("/d/" + name)).append('\n'));
    return trace.toString();
  }
}
