package io.twohop.posix;

import static io.twohop.posix.InotifyMask.*;
import static io.twohop.posix.OpenFlags.O_DIRECTORY;
import static io.twohop.posix.OpenFlags.O_RDONLY;
import static io.twohop.posix.OpenFlags.O_TRUNC;
import static io.twohop.posix.OpenFlags.O_WRONLY;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What inotify says about each thing that can happen in a watched directory, and in which order.
 */
abstract class InotifyContract extends SyscallsContract {
  private static final int MASK =
      IN_MODIFY
          | IN_ATTRIB
          | IN_CLOSE_WRITE
          | IN_MOVED_FROM
          | IN_MOVED_TO
          | IN_CREATE
          | IN_DELETE
          | IN_DELETE_SELF
          | IN_MOVE_SELF
          | IN_ONLYDIR
          | IN_EXCL_UNLINK;

  private Fd inotify;
  private final Map<Integer, String> watched = new TreeMap<>();

  @BeforeEach
  void watchRoot() {
    inotify = keep(kernel.inotifyInit());
    watch(root, "");
  }

  private int watch(Fd dir, String label) {
    int number = kernel.inotifyAddWatch(inotify, dir, MASK);
    watched.put(number, label);
    return number;
  }

  /**
   * The events so far, as "KIND label/name", directories with a slash behind, moves with a number
   * for their cookie.
   */
  private List<String> events() {
    List<Integer> cookies = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (List<InotifyEvent> some = kernel.inotifyRead(inotify);
        !some.isEmpty();
        some = kernel.inotifyRead(inotify)) {
      for (InotifyEvent event : some) {
        StringBuilder text = new StringBuilder(event.kind().name()).append(' ');
        text.append(watched.get(event.watch()));
        if (event.name() != null) {
          text.append('/').append(new String(event.name(), StandardCharsets.UTF_8));
        }
        text.append(event.onDirectory() ? "/" : "");
        if (event.cookie() != 0) {
          if (!cookies.contains(event.cookie())) {
            cookies.add(event.cookie());
          }
          text.append(" #").append(cookies.indexOf(event.cookie()) + 1);
        }
        texts.add(text.toString());
      }
    }
    return texts;
  }

  @Test
  void write_ofANewFile() {
    Fd fd = create("f");
    kernel.write(fd, name("a"), 0, 1);
    kernel.write(fd, name("b"), 0, 1);
    kernel.fchmod(fd, 0600);
    kernel.futimens(fd, new Timespec(1, 0));
    fd.close();
    assertThat(events())
        .containsExactly(
            "CREATED /f", "MODIFIED /f", "ATTRIBUTES /f", "MODIFIED /f", "CLOSED_WRITTEN /f");
  }

  @Test
  void overwrite_withTruncation() {
    file("f", "old");
    events();
    try (Fd fd = open("f", O_WRONLY | O_TRUNC)) {
      assertThat(events()).containsExactly("MODIFIED /f");
      kernel.write(fd, name("new"), 0, 3);
    }
    open("f", O_WRONLY).close();
    assertThat(events()).containsExactly("MODIFIED /f", "CLOSED_WRITTEN /f");
  }

  @Test
  void identicalEvents_followingEachOtherAreMerged() {
    Fd fd = create("f");
    for (int i = 0; i < 5; i++) {
      kernel.write(fd, name("x"), 0, 1);
    }
    kernel.fchmod(fd, 0600);
    kernel.write(fd, name("x"), 0, 1);
    assertThat(events())
        .containsExactly("CREATED /f", "MODIFIED /f", "ATTRIBUTES /f", "MODIFIED /f");
  }

  @Test
  void makingAndRemoving_ofEveryKind() {
    mkdir("d");
    kernel.symlinkat(name("x"), root, name("l"));
    file("f", "");
    kernel.linkat(root, name("f"), root, name("g"));
    kernel.unlink(root, name("l"));
    kernel.unlink(root, name("f"));
    kernel.rmdir(root, name("d"));
    assertThat(events())
        .containsExactly(
            "CREATED /d/",
            "CREATED /l",
            "CREATED /f",
            "CLOSED_WRITTEN /f",
            "CREATED /g",
            "DELETED /l",
            "DELETED /f",
            "DELETED /d/");
  }

  @Test
  void rename_insideOneDirectory() {
    file("a", "a");
    events();
    rename("a", "b", RenameMode.REPLACE);
    assertThat(events()).containsExactly("MOVED_FROM /a #1", "MOVED_TO /b #1");
  }

  @Test
  void rename_overAnotherFile_saysNothingOfIt() {
    file("a", "a");
    file("b", "b");
    events();
    rename("a", "b", RenameMode.REPLACE);
    assertThat(events()).containsExactly("MOVED_FROM /a #1", "MOVED_TO /b #1");
  }

  @Test
  void exchange_isTwoMoves() {
    file("a", "a");
    mkdir("d");
    events();
    rename("a", "d", RenameMode.EXCHANGE);
    assertThat(events())
        .containsExactly(
            "MOVED_FROM /a #1", "MOVED_TO /d #1", "MOVED_FROM /d/ #2", "MOVED_TO /a/ #2");
  }

  @Test
  void rename_betweenWatchedDirectories() {
    watch(mkdir("left"), "left");
    Fd right = mkdir("right");
    watch(right, "right");
    events();
    kernel.renameat2(root, name("left"), right, name("moved"), RenameMode.NOREPLACE);
    assertThat(events())
        .containsExactly("MOVED_FROM /left/ #1", "MOVED_TO right/moved/ #1", "SELF_MOVED left");
  }

  @Test
  void movedDirectory_keepsItsWatch() {
    watch(mkdir("d"), "d");
    rename("d", "e", RenameMode.REPLACE);
    events();
    file("e/f", "");
    assertThat(events()).containsExactly("CREATED d/f", "CLOSED_WRITTEN d/f");
  }

  @Test
  void attributesOfAWatchedDirectory_areHeardTwice() {
    Fd directory = mkdir("d");
    watch(directory, "d");
    events();
    kernel.fchmod(directory, 0700);
    assertThat(events()).containsExactlyInAnyOrder("ATTRIBUTES /d/", "ATTRIBUTES d/");
  }

  @Test
  void removalOfAWatchedDirectory_endsItsWatch() {
    Fd directory = mkdir("d");
    watch(directory, "d");
    directory.close();
    events();
    kernel.rmdir(root, name("d"));
    assertThat(events()).containsExactly("SELF_DELETED d", "IGNORED d", "DELETED /d/");
  }

  @Test
  void removalOfAnOpenDirectory_isToldToItsWatchAtTheClose() {
    Fd directory = mkdir("d");
    watch(directory, "d");
    events();
    kernel.rmdir(root, name("d"));
    assertThat(events()).containsExactly("DELETED /d/");
    directory.close();
    assertThat(events()).containsExactly("SELF_DELETED d", "IGNORED d");
  }

  @Test
  void directoryReplacedByARename_endsItsWatchAfterTheMove() {
    Fd directory = mkdir("d");
    watch(directory, "d");
    directory.close();
    mkdir("e");
    events();
    rename("e", "d", RenameMode.REPLACE);
    assertThat(events())
        .containsExactly(
            "MOVED_FROM /e/ #1", "MOVED_TO /d/ #1", "ATTRIBUTES d/", "SELF_DELETED d", "IGNORED d");
  }

  @Test
  void removedDirectory_canStillBeWatchedUntilItIsClosed() {
    Fd directory = mkdir("d");
    kernel.rmdir(root, name("d"));
    events();
    watch(directory, "d");
    directory.close();
    assertThat(events()).containsExactly("SELF_DELETED d", "IGNORED d");
  }

  @Test
  void writeToAnUnlinkedFile_isNotHeard() {
    Fd fd = create("f");
    kernel.unlink(root, name("f"));
    events();
    kernel.write(fd, name("x"), 0, 1);
    fd.close();
    assertThat(events()).isEmpty();
  }

  @Test
  void writeThroughAnOldDescriptor_isHeardAtTheNewName() {
    Fd fd = create("f");
    rename("f", "g", RenameMode.REPLACE);
    events();
    kernel.write(fd, name("x"), 0, 1);
    assertThat(events()).containsExactly("MODIFIED /g");
  }

  @Test
  void watch_ofTheSameDirectoryTwice_isOne() {
    int first = watch(mkdir("d"), "d");
    int second = watch(open("d", O_RDONLY | O_DIRECTORY), "d");
    assertThat(second).isEqualTo(first);
  }

  @Test
  void watch_ofAFile_isRefused() {
    file("f", "");
    refused(Errno.ENOTDIR, () -> kernel.inotifyAddWatch(inotify, open("f", O_RDONLY), MASK));
  }

  @Test
  void removedWatch_saysSoAndIsSilent() {
    int watch = watch(mkdir("d"), "d");
    events();
    kernel.inotifyRmWatch(inotify, watch);
    file("d/f", "");
    assertThat(events()).containsExactly("IGNORED d");
    refused(Errno.EINVAL, () -> kernel.inotifyRmWatch(inotify, watch));
  }

  @Test
  void poll_wakesForEvents() {
    assertThat(kernel.poll(List.of(inotify), 0)).isEmpty();
    file("f", "");
    assertThat(kernel.poll(List.of(inotify), -1)).containsExactly(inotify);
    events();
    assertThat(kernel.poll(List.of(inotify), 0)).isEmpty();
  }
}
