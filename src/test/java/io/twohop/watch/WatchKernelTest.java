package io.twohop.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.MemberId;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.posix.Fd;
import io.twohop.posix.FfmSyscalls;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("kernel")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WatchKernelTest {
  private static final NodeId A = new NodeId(new MemberId(1), 1);
  private static final NodeId B = new NodeId(new MemberId(1), 2);

  @TempDir Path dir;
  private final Syscalls syscalls = new FfmSyscalls();
  private Watch watch;

  @BeforeEach
  void open() {
    watch = ((Watch.Opened.Open) Watch.open(syscalls)).watch();
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private Fd fd(Path path) {
    return syscalls.open(
        path.toString().getBytes(UTF_8), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
  }

  private Watch.Added add(Path path, NodeId key) {
    try (Fd fd = fd(path)) {
      return watch.add(fd, key);
    }
  }

  private static Hint.Name hint(NodeId directory, String name, Hint.Kind kind) {
    return new Hint.Name(directory, Name.of(name), kind);
  }

  @Test
  void read_fileWrittenAndClosed_saysCreatedModifiedClosed() throws IOException {
    add(dir, A);
    Files.writeString(dir.resolve("f"), "hello");
    assertThat(watch.read())
        .containsExactly(
            hint(A, "f", Hint.Kind.CREATED),
            hint(A, "f", Hint.Kind.MODIFIED),
            hint(A, "f", Hint.Kind.CLOSED));
  }

  @Test
  void read_renamesAndRemovals_sayWhereToLook() throws IOException {
    Files.createDirectories(dir.resolve("x"));
    Files.createDirectories(dir.resolve("y"));
    Files.writeString(dir.resolve("x/f"), "f");
    Files.createDirectory(dir.resolve("x/d"));
    add(dir.resolve("x"), A);
    add(dir.resolve("y"), B);
    Files.move(dir.resolve("x/f"), dir.resolve("y/g"));
    Files.move(dir.resolve("x/d"), dir.resolve("y/d"));
    Files.createDirectory(dir.resolve("x/new"));
    Files.delete(dir.resolve("y/g"));
    Files.setPosixFilePermissions(dir.resolve("y/d"), java.util.Set.of());
    assertThat(watch.read())
        .containsExactly(
            hint(A, "f", Hint.Kind.LEFT),
            hint(B, "g", Hint.Kind.ARRIVED),
            hint(A, "d", Hint.Kind.LEFT_DIRECTORY),
            hint(B, "d", Hint.Kind.ARRIVED_DIRECTORY),
            hint(A, "new", Hint.Kind.CREATED_DIRECTORY),
            hint(B, "g", Hint.Kind.LEFT),
            hint(B, "d", Hint.Kind.METADATA));
  }

  @Test
  void read_watchedDirectoryRenamed_keepsItsKeyWhereverItIs() throws IOException {
    Files.createDirectory(dir.resolve("x"));
    add(dir.resolve("x"), A);
    Files.move(dir.resolve("x"), dir.resolve("y"));
    Files.createFile(dir.resolve("y/f"));
    assertThat(watch.read()).contains(hint(A, "f", Hint.Kind.CREATED));
  }

  @Test
  void read_watchedDirectoryRemoved_saysGoneOnce() throws IOException {
    Files.createDirectory(dir.resolve("x"));
    add(dir.resolve("x"), A);
    Files.delete(dir.resolve("x"));
    assertThat(watch.read()).containsExactly(new Hint.Gone(A));
    assertThat(watch.has(A)).isFalse();
    assertThat(watch.drain()).isEmpty();
  }

  @Test
  void add_secondKeyForOneInode_takesItOver() throws IOException {
    assertThat(add(dir, A)).isEqualTo(Watch.Added.WATCHED);
    assertThat(add(dir, A)).isEqualTo(Watch.Added.UNCHANGED);
    assertThat(add(dir, B)).isEqualTo(Watch.Added.TAKEN_OVER);
    Files.createFile(dir.resolve("f"));
    assertThat(watch.read())
        .containsExactly(hint(B, "f", Hint.Kind.CREATED), hint(B, "f", Hint.Kind.CLOSED));
    assertThat(watch.has(A)).isFalse();
  }

  @Test
  void add_keyOfAnotherInode_leavesTheOldOne() throws IOException {
    Files.createDirectory(dir.resolve("x"));
    Files.createDirectory(dir.resolve("y"));
    add(dir.resolve("x"), A);
    assertThat(add(dir.resolve("y"), A)).isEqualTo(Watch.Added.WATCHED);
    Files.createDirectory(dir.resolve("x/1"));
    Files.createDirectory(dir.resolve("y/2"));
    assertThat(watch.read()).containsExactly(hint(A, "2", Hint.Kind.CREATED_DIRECTORY));
  }

  @Test
  void add_directoryRemovedMeanwhile_isSaidAtOnceOrByGone() throws IOException {
    Files.createDirectory(dir.resolve("x"));
    try (Fd fd = fd(dir.resolve("x"))) {
      Files.delete(dir.resolve("x"));
      if (watch.add(fd, A) == Watch.Added.VANISHED) {
        return;
      }
    }
    assertThat(watch.read()).containsExactly(new Hint.Gone(A));
    assertThat(watch.size()).isZero();
  }

  @Test
  void remove_queuedEvents_areDropped() throws IOException {
    add(dir, A);
    Files.createDirectory(dir.resolve("x"));
    watch.remove(A);
    assertThat(watch.drain()).isEmpty();
    assertThat(watch.size()).isZero();
  }

  @Test
  void rename_unitedNode_keepsTheWatchUnderTheOtherId() throws IOException {
    add(dir, A);
    watch.rename(A, B);
    Files.createDirectory(dir.resolve("x"));
    assertThat(watch.read()).containsExactly(hint(B, "x", Hint.Kind.CREATED_DIRECTORY));
    assertThat(watch.has(A)).isFalse();
  }

  @Test
  void read_manyWritesInARow_areOneHint() throws IOException {
    add(dir, A);
    try (var out = Files.newOutputStream(dir.resolve("f"))) {
      for (int i = 0; i < 100; i++) {
        out.write(i);
      }
    }
    assertThat(watch.read()).hasSize(3);
  }

  @Test
  void cookie_comesAfterAllThatHappenedBefore() throws IOException {
    Path ours = Files.createDirectory(dir.resolve("ours"));
    Path tree = Files.createDirectory(dir.resolve("tree"));
    add(tree, A);
    try (Fd fd = fd(ours)) {
      Cookies cookies = new Cookies(syscalls, watch, fd);
      assertThat(cookies.provable()).isTrue();
      Files.createDirectory(tree.resolve("x"));
      Files.createFile(ours.resolve(".cookie-0"));
      Name first = cookies.drop();
      Files.createDirectory(tree.resolve("y"));
      Name second = cookies.drop();
      assertThat(first).isNotEqualTo(second);
      assertThat(watch.read())
          .containsExactly(
              hint(A, "x", Hint.Kind.CREATED_DIRECTORY),
              new Hint.Cookie(Name.of(".cookie-0")),
              new Hint.Cookie(first),
              hint(A, "y", Hint.Kind.CREATED_DIRECTORY),
              new Hint.Cookie(second));
      assertThat(ours).isEmptyDirectory();
    }
  }

  @Test
  void close_wakesTheReader() throws Exception {
    add(dir, A);
    List<Hint> seen = new ArrayList<>();
    Thread reader = Thread.ofPlatform().start(() -> seen.addAll(watch.read()));
    while (reader.getState() == Thread.State.NEW) {
      Thread.onSpinWait();
    }
    watch.close();
    reader.join();
    assertThat(seen).isEmpty();
    assertThat(watch.read()).isEmpty();
  }

  @Test
  void limitText_saysWhatItMeansAndWhatToDo() {
    WatchLimit limit = new WatchLimit(WatchLimit.What.WATCHES, 65_536);
    assertThat(limit.text("/srv/photos".getBytes(UTF_8), 81_204, "10 minutes"))
        .isEqualTo(
            """
            cannot watch '/srv/photos': the kernel's limit of 65536 inotify watches is used up (needs 81204)
              changes below '/srv/photos' are found by a full scan every 10 minutes until this is fixed
              fix:  sysctl fs.inotify.max_user_watches=131072\
            """);
    assertThat(limit.text("/srv/photos".getBytes(UTF_8), 0, "10 minutes"))
        .startsWith("cannot watch '/srv/photos'")
        .contains("inotify watches is used up\n")
        .doesNotContain("needs")
        .endsWith("fix:  sysctl fs.inotify.max_user_watches=131072");
  }
}
