package io.twohop.sim.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Resolve;
import io.twohop.posix.Timespec;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What a power cut leaves: everything that may be lost is lost for some seed, and what was flushed
 * for none.
 */
class SimDiskTest {
  private static final int SEEDS = 200;
  private static final int CREATE = OpenFlags.O_RDWR | OpenFlags.O_CREAT;

  /**
   * What a file holds after power cuts at the end of {@code acts}, over many seeds; "-" when it is
   * not there.
   */
  private static Set<String> outcomes(String path, Consumer<SimLinux> acts) {
    Set<String> outcomes = new TreeSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      SimLinux linux = new SimLinux();
      linux.user().mkdir("/d");
      linux.disk().sync();
      acts.accept(linux);
      linux.crash(new SplittableRandom(seed));
      outcomes.add(linux.user().exists(path) ? linux.user().readText(path) : "-");
    }
    return outcomes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Fd directory(SimLinux linux) {
    return linux.open(bytes("/d"), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
  }

  private static Fd written(SimLinux linux, Fd dir, String name, String content) {
    Fd fd = linux.openat2(dir, bytes(name), CREATE, 0644, Resolve.CONFINED);
    linux.writeFully(fd, bytes(content), 0, content.length());
    return fd;
  }

  @Test
  void newFile_notFlushed_isMissingEmptyZeroOrWhole() {
    assertThat(outcomes("/d/f", linux -> linux.user().write("/d/f", "new")))
        .containsExactlyInAnyOrder("-", "", "\0\0\0", "new");
  }

  @Test
  void newFile_flushed_isThere() {
    assertThat(
            outcomes(
                "/d/f",
                linux -> {
                  Fd fd = written(linux, directory(linux), "f", "new");
                  linux.fdatasync(fd);
                }))
        .containsExactly("new");
  }

  @Test
  void swap_ofAFlushedFile_isOldOrNewAndNothingElse() {
    assertThat(
            outcomes(
                "/d/f",
                linux -> {
                  linux.user().write("/d/f", "old");
                  linux.disk().sync();
                  Fd dir = directory(linux);
                  linux.fdatasync(written(linux, dir, "stage", "new"));
                  linux.renameat2(dir, bytes("stage"), dir, bytes("f"), RenameMode.EXCHANGE);
                }))
        .containsExactlyInAnyOrder("old", "new");
  }

  @Test
  void swap_ofAnUnflushedFile_mayBeEmpty() {
    assertThat(
            outcomes(
                "/d/f",
                linux -> {
                  linux.user().write("/d/f", "old");
                  linux.disk().sync();
                  Fd dir = directory(linux);
                  written(linux, dir, "stage", "new");
                  linux.renameat2(dir, bytes("stage"), dir, bytes("f"), RenameMode.EXCHANGE);
                }))
        .contains("", "old", "new");
  }

  @Test
  void renameOver_ofAnUnflushedFile_flushesItAsExt4Does() {
    assertThat(
            outcomes(
                "/d/f",
                linux -> {
                  linux.user().write("/d/f", "old");
                  linux.disk().sync();
                  linux.user().write("/d/stage", "new");
                  linux.user().rename("/d/stage", "/d/f");
                }))
        .containsExactlyInAnyOrder("old", "new");
  }

  @Test
  void swap_followedByFsyncOfTheDirectory_isDone() {
    assertThat(
            outcomes(
                "/d/f",
                linux -> {
                  linux.user().write("/d/f", "old");
                  linux.disk().sync();
                  Fd dir = directory(linux);
                  linux.fdatasync(written(linux, dir, "stage", "new"));
                  linux.renameat2(dir, bytes("stage"), dir, bytes("f"), RenameMode.EXCHANGE);
                  linux.fsync(dir);
                }))
        .containsExactly("new");
  }

  @Test
  void unflushedEdit_olderThanTheFlusher_isThere() {
    assertThat(
            outcomes(
                "/d/f",
                linux -> {
                  linux.user().write("/d/f", "rested");
                  linux.clock().advanceNanos(60_000_000_000L);
                }))
        .containsExactly("rested");
  }

  @Test
  void steps_areLostFromTheEndOnly() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SimLinux linux = new SimLinux();
      for (int i = 0; i < 10; i++) {
        linux.user().mkdir("/d" + i);
      }
      linux.crash(new SplittableRandom(seed));
      int survivors = linux.user().list("/").size();
      for (int i = 0; i < survivors; i++) {
        assertThat(linux.user().exists("/d" + i)).isTrue();
      }
    }
  }

  @Test
  void inodeNumbers_areReusedAtOnceAndStayUniqueAfterACrash() {
    SimLinux linux = new SimLinux();
    SimUser user = linux.user();
    user.write("/a", "a");
    long number = user.stat("/a").inode();
    user.unlink("/a");
    linux.clock().advanceNanos(1_000_000_000L);
    user.write("/b", "b");
    assertThat(user.stat("/b").inode()).isEqualTo(number);
    linux.disk().sync();
    user.write("/c", "c");
    linux.crash(new SplittableRandom(1));
    user.write("/d", "d");
    user.write("/e", "e");
    TreeSet<Long> numbers = new TreeSet<>();
    user.list("/").forEach(name -> numbers.add(user.stat("/" + name).inode()));
    assertThat(numbers).hasSameSizeAs(user.list("/"));
  }

  @Test
  void kill_losesNothing() {
    SimLinux linux = new SimLinux();
    linux.user().mkdir("/d");
    Fd dir = directory(linux);
    Fd file = written(linux, dir, "f", "content");
    linux.kill();
    assertThat(linux.user().readText("/d/f")).isEqualTo("content");
    assertThat(linux.user().hasWriter("/d/f")).isFalse();
    assertThat(linux.openDescriptors()).isZero();
    assertThatThrownBy(() -> linux.statx(file)).isInstanceOf(ErrnoException.class);
  }

  @Test
  void fullDisk_takesWhatFitsAndThenNothing() {
    SimLinux linux = new SimLinux();
    linux.disk().setCapacityBytes(5);
    linux.user().mkdir("/d");
    Fd file = linux.openat2(directory(linux), bytes("f"), CREATE, 0644, Resolve.CONFINED);
    assertThat(linux.write(file, bytes("1234567"), 0, 7)).isEqualTo(5);
    refused(Errno.ENOSPC, () -> linux.write(file, bytes("67"), 0, 2));
    linux.ftruncate(file, 0);
    assertThat(linux.pwrite(file, bytes("ab"), 0, 2, 0)).isEqualTo(2);
  }

  @Test
  void readOnlyDisk_refusesEveryChange() {
    SimLinux linux = new SimLinux();
    linux.user().mkdir("/d");
    linux.user().write("/d/f", "f");
    Fd dir = directory(linux);
    linux.disk().setReadOnly(true);
    refused(Errno.EROFS, () -> linux.mkdirat(dir, bytes("x"), 0755));
    refused(Errno.EROFS, () -> linux.unlink(dir, bytes("f")));
    refused(Errno.EROFS, () -> linux.fchmod(dir, 0700));
    refused(Errno.EROFS, () -> linux.openat2(dir, bytes("f"), CREATE, 0644, Resolve.CONFINED));
    assertThat(linux.fstatfs(dir).readOnly()).isTrue();
  }

  private static void refused(Errno errno, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  @Test
  void timestamps_tickAsCoarselyAsTheClock() {
    SimLinux linux = new SimLinux();
    SimUser user = linux.user();
    user.write("/f", "one");
    Timespec first = user.stat("/f").mtime();
    linux.clock().advanceNanos(SimClock.DEFAULT_TICK_NANOS - 1);
    user.write("/f", "two");
    assertThat(user.stat("/f").mtime()).isEqualTo(first);
    linux.clock().advanceNanos(1);
    user.write("/f", "two");
    assertThat(user.stat("/f").mtime().toNanos())
        .isEqualTo(first.toNanos() + SimClock.DEFAULT_TICK_NANOS);
  }
}
