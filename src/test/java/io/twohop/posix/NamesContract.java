package io.twohop.posix;

import static io.twohop.posix.OpenFlags.O_CREAT;
import static io.twohop.posix.OpenFlags.O_DIRECTORY;
import static io.twohop.posix.OpenFlags.O_NOFOLLOW;
import static io.twohop.posix.OpenFlags.O_PATH;
import static io.twohop.posix.OpenFlags.O_RDONLY;
import static io.twohop.posix.OpenFlags.O_RDWR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Names and what moves them: rename flags, confinement, links, listings. */
abstract class NamesContract extends SyscallsContract {
  @Test
  void rename_overAFile_replacesIt() {
    file("a", "new");
    file("b", "old");
    long inode = stat("a").inode();
    rename("a", "b", RenameMode.REPLACE);
    assertThat(stat("a")).isNull();
    assertThat(stat("b").inode()).isEqualTo(inode);
  }

  @Test
  void rename_noReplaceOverAnything_isEexistAndChangesNothing() {
    file("a", "a");
    file("b", "b");
    mkdir("d");
    refused(Errno.EEXIST, () -> rename("a", "b", RenameMode.NOREPLACE));
    refused(Errno.EEXIST, () -> rename("a", "d", RenameMode.NOREPLACE));
    refused(Errno.EEXIST, () -> rename("d", "a", RenameMode.NOREPLACE));
    assertThat(content("b")).isEqualTo("b");
  }

  @Test
  void rename_noReplaceOntoNothing_moves() {
    file("a", "a");
    rename("a", "b", RenameMode.NOREPLACE);
    assertThat(names(root)).containsExactly("b");
  }

  @Test
  void rename_exchangeOfFileAndDirectory_swapsThem() {
    file("a", "a");
    kernel.mkdirat(mkdir("d"), name("inside"), 0755);
    rename("a", "d", RenameMode.EXCHANGE);
    assertThat(stat("a").kind()).isEqualTo(FileKind.DIRECTORY);
    assertThat(stat("d").kind()).isEqualTo(FileKind.REGULAR);
    assertThat(names(open("a", O_RDONLY | O_DIRECTORY))).containsExactly("inside");
  }

  @Test
  void rename_exchangeAcrossDirectories_keepsLinkCounts() {
    Fd left = mkdir("left");
    Fd right = mkdir("right");
    kernel.mkdirat(left, name("d"), 0755);
    try (Fd file = kernel.openat2(right, name("f"), O_RDWR | O_CREAT, 0644, Resolve.CONFINED)) {
      kernel.renameat2(left, name("d"), right, name("f"), RenameMode.EXCHANGE);
      assertThat(kernel.statx(file).linkCount()).isEqualTo(1);
    }
    assertThat(kernel.statx(left).linkCount()).isEqualTo(2);
    assertThat(kernel.statx(right).linkCount()).isEqualTo(3);
    assertThat(kernel.statx(left, name("d")).kind()).isEqualTo(FileKind.REGULAR);
  }

  @Test
  void rename_exchangeWithNothing_isEnoent() {
    file("a", "a");
    refused(Errno.ENOENT, () -> rename("a", "b", RenameMode.EXCHANGE));
    refused(Errno.ENOENT, () -> rename("b", "a", RenameMode.EXCHANGE));
  }

  @Test
  void rename_betweenKinds_isEisdirOrEnotdir() {
    file("a", "a");
    mkdir("d");
    refused(Errno.EISDIR, () -> rename("a", "d", RenameMode.REPLACE));
    refused(Errno.ENOTDIR, () -> rename("d", "a", RenameMode.REPLACE));
  }

  @Test
  void rename_directoryOverDirectory_needsItEmpty() {
    kernel.mkdirat(mkdir("full"), name("child"), 0755);
    mkdir("empty");
    refused(Errno.ENOTEMPTY, () -> rename("empty", "full", RenameMode.REPLACE));
    rename("full", "empty", RenameMode.REPLACE);
    assertThat(names(open("empty", O_RDONLY | O_DIRECTORY))).containsExactly("child");
  }

  @Test
  void rename_intoItself_isEinval() {
    Fd outer = mkdir("outer");
    kernel.mkdirat(outer, name("inner"), 0755);
    Fd inner = open("outer/inner", O_RDONLY | O_DIRECTORY);
    for (RenameMode mode : new RenameMode[] {RenameMode.REPLACE, RenameMode.NOREPLACE}) {
      refused(Errno.EINVAL, () -> kernel.renameat2(root, name("outer"), inner, name("x"), mode));
    }
    refused(
        Errno.ENOTEMPTY,
        () -> kernel.renameat2(outer, name("inner"), root, name("outer"), RenameMode.REPLACE));
    refused(
        Errno.EINVAL,
        () -> kernel.renameat2(outer, name("inner"), root, name("outer"), RenameMode.EXCHANGE));
  }

  @Test
  void rename_ofTwoNamesOfOneInode_doesNothing() {
    file("a", "a");
    kernel.linkat(root, name("a"), root, name("b"));
    rename("a", "b", RenameMode.REPLACE);
    assertThat(stat("a").inode()).isEqualTo(stat("b").inode());
    assertThat(stat("a").linkCount()).isEqualTo(2);
  }

  @Test
  void openat2_pathThatLeaves_isExdev() {
    mkdir("d");
    refused(Errno.EXDEV, () -> open("..", O_RDONLY));
    refused(Errno.EXDEV, () -> open("d/../../x", O_RDONLY));
    refused(Errno.EXDEV, () -> open("/etc/passwd", O_RDONLY));
    assertThat(kernel.statx(open("d/..", O_RDONLY | O_DIRECTORY)).inode())
        .isEqualTo(kernel.statx(root).inode());
  }

  @Test
  void openat2_symlinkAnywhere_isEloop() {
    mkdir("d");
    file("d/f", "f");
    kernel.symlinkat(name("d"), root, name("toDirectory"));
    kernel.symlinkat(name("d/f"), root, name("toFile"));
    kernel.symlinkat(name("/etc/passwd"), root, name("outside"));
    refused(Errno.ELOOP, () -> open("toDirectory/f", O_RDONLY));
    refused(Errno.ELOOP, () -> open("toFile", O_RDONLY));
    refused(Errno.ELOOP, () -> open("toFile", O_RDONLY | O_NOFOLLOW));
    refused(Errno.ELOOP, () -> open("outside", O_RDONLY));
    refused(Errno.ELOOP, () -> open("toFile", O_RDWR | O_CREAT));
    refused(Errno.ELOOP, () -> open("toDirectory", O_RDONLY | O_DIRECTORY));
    refused(Errno.ENOTDIR, () -> open("toDirectory", O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
    assertThat(kernel.statx(open("toFile", O_PATH | O_NOFOLLOW)).kind())
        .isEqualTo(FileKind.SYMLINK);
  }

  @Test
  void openat2_dot_isTheDirectoryItself() {
    assertThat(kernel.statx(open(".", O_RDONLY | O_DIRECTORY)).inode())
        .isEqualTo(kernel.statx(root).inode());
  }

  @Test
  void openat2_fileAsDirectory_isEnotdir() {
    file("f", "f");
    refused(Errno.ENOTDIR, () -> open("f/x", O_RDONLY));
    refused(Errno.ENOTDIR, () -> open("f", O_RDONLY | O_DIRECTORY));
    refused(Errno.ENOENT, () -> open("missing/x", O_RDONLY));
    refused(Errno.EEXIST, () -> create("f"));
    mkdir("d");
    refused(Errno.EISDIR, () -> open("d", O_RDWR));
  }

  @Test
  void openDirectory_movedMeanwhile_isStillTheSame() {
    Fd directory = mkdir("d");
    rename("d", "e", RenameMode.REPLACE);
    kernel.mkdirat(directory, name("child"), 0755);
    assertThat(names(open("e", O_RDONLY | O_DIRECTORY))).containsExactly("child");
    assertThat(new String(kernel.pathOf(directory), StandardCharsets.UTF_8)).endsWith("/e");
  }

  @Test
  void removedDirectory_stillOpen_isEmptyAndClosedToNewNames() {
    Fd directory = mkdir("d");
    kernel.rmdir(root, name("d"));
    assertThat(kernel.statx(directory).linkCount()).isZero();
    refused(Errno.ENOENT, () -> kernel.getdents64(directory));
    refused(Errno.ENOENT, () -> kernel.mkdirat(directory, name("x"), 0755));
    refused(
        Errno.ENOENT,
        () -> kernel.openat2(directory, name("x"), O_RDWR | O_CREAT, 0644, Resolve.CONFINED));
    assertThat(kernel.statxOrNull(directory, name("x"))).isNull();
  }

  @Test
  void removals_ofTheWrongKind_areRefused() {
    kernel.mkdirat(mkdir("d"), name("child"), 0755);
    file("f", "f");
    refused(Errno.EISDIR, () -> kernel.unlink(root, name("d")));
    refused(Errno.ENOTDIR, () -> kernel.rmdir(root, name("f")));
    refused(Errno.ENOTEMPTY, () -> kernel.rmdir(root, name("d")));
    refused(Errno.ENOENT, () -> kernel.unlink(root, name("missing")));
    refused(Errno.EEXIST, () -> kernel.mkdirat(root, name("f"), 0755));
    refused(Errno.EEXIST, () -> kernel.symlinkat(name("x"), root, name("f")));
    refused(Errno.EPERM, () -> kernel.linkat(root, name("d"), root, name("e")));
  }

  @Test
  void unlinkedFile_stillOpen_keepsItsContent() {
    file("f", "content");
    Fd open = open("f", O_RDWR);
    kernel.unlink(root, name("f"));
    kernel.pwriteFully(open, name("CON"), 0, 3, 0);
    assertThat(content(open)).isEqualTo("CONtent");
    assertThat(kernel.statx(open).linkCount()).isZero();
    assertThat(stat("f")).isNull();
  }

  @Test
  void names_ofAnyBytes_comeBackAsTheyWere() {
    byte[] longest = new byte[255];
    Arrays.fill(longest, (byte) 'x');
    byte[][] names = {
      longest, {(byte) 0xff, (byte) 0xfe}, {'\n'}, {'-', 'r', 'f'}, {'.', '.', '.'}
    };
    for (byte[] name : names) {
      kernel.mkdirat(root, name, 0755);
      assertThat(kernel.statx(root, name).kind()).isEqualTo(FileKind.DIRECTORY);
    }
    assertThat(kernel.getdents64(root)).extracting(DirectoryEntry::name).contains(names);
    byte[] tooLong = Arrays.copyOf(longest, 256);
    tooLong[255] = 'x';
    refused(Errno.ENAMETOOLONG, () -> kernel.mkdirat(root, tooLong, 0755));
  }

  @Test
  void names_ofMoreThanOneComponent_areABug() {
    for (String bad : new String[] {"", ".", "..", "a/b", "a\0b"}) {
      assertThatThrownBy(() -> kernel.statxOrNull(root, name(bad)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void listing_ofManyNames_givesEachOnceAndAgainAfterRewind() {
    for (int i = 0; i < 3000; i++) {
      kernel.symlinkat(name("x"), root, name("link" + i));
    }
    assertThat(names(root)).hasSize(3000).doesNotHaveDuplicates();
    assertThat(names(root)).isEmpty();
    kernel.rewind(root);
    assertThat(names(root)).hasSize(3000);
  }

  @Test
  void listing_tellsKindsAndInodes() {
    file("f", "f");
    mkdir("d");
    kernel.symlinkat(name("x"), root, name("l"));
    assertThat(kernel.getdents64(root))
        .containsExactlyInAnyOrder(
            new DirectoryEntry(name("f"), stat("f").inode(), FileKind.REGULAR),
            new DirectoryEntry(name("d"), stat("d").inode(), FileKind.DIRECTORY),
            new DirectoryEntry(name("l"), stat("l").inode(), FileKind.SYMLINK));
  }

  @Test
  void readlink_givesTheTargetAsStored() {
    kernel.symlinkat(name("../out/of here"), root, name("l"));
    file("f", "f");
    assertThat(kernel.readlinkat(root, name("l"))).isEqualTo(name("../out/of here"));
    assertThat(stat("l").sizeBytes()).isEqualTo(14);
    refused(Errno.EINVAL, () -> kernel.readlinkat(root, name("f")));
    refused(Errno.ENOENT, () -> kernel.readlinkat(root, name("missing")));
  }
}
