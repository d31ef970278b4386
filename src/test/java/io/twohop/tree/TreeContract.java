package io.twohop.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.model.Name;
import io.twohop.posix.Errno;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Fd;
import io.twohop.posix.FileKind;
import io.twohop.posix.OpenFlags;
import io.twohop.posix.RenameMode;
import io.twohop.posix.Resolve;
import io.twohop.posix.Stat;
import io.twohop.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A tree on any Linux: what is inside is reached, what is outside is not. */
@Tag("contract")
abstract class TreeContract {
  Syscalls kernel;
  byte[] outside;
  Tree tree;

  abstract Syscalls kernel();

  /** An empty directory, absolute, without symlinks in its path; the tree is made in it. */
  abstract String directory();

  @BeforeEach
  void openTree() {
    kernel = kernel();
    outside = bytes(directory());
    try (Fd parent = kernel.open(outside, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0)) {
      kernel.mkdirat(parent, bytes("tree"), 0755);
      kernel.mkdirat(parent, bytes("elsewhere"), 0755);
    }
    tree = Tree.open(kernel, bytes(directory() + "/tree"));
  }

  /**
   * Empties the tree, because paths as deep as one of these tests makes are beyond java.nio.file.
   */
  @AfterEach
  void closeTree() {
    if (tree.isInPlace()) {
      try (Directory root = tree.openDirectory(List.of())) {
        empty(root);
      }
    }
    tree.close();
  }

  private void empty(Directory directory) {
    for (Child child : directory.list().children()) {
      if (child.kind() != FileKind.DIRECTORY) {
        kernel.unlink(directory.fd(), child.name().shared());
      } else if (!tree.isMountPoint(directory.lookAt(child.name()))) {
        try (Directory below = directory.openDirectory(child.name())) {
          empty(below);
        }
        kernel.rmdir(directory.fd(), child.name().shared());
      }
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static List<Name> path(String text) {
    List<Name> names = new ArrayList<>();
    for (String component : text.split("/", -1)) {
      names.add(Name.of(component));
    }
    return names;
  }

  void file(Directory directory, String name, String content) {
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    try (Fd fd = kernel.openat2(directory.fd(), bytes(name), flags, 0644, Resolve.CONFINED)) {
      kernel.writeFully(fd, bytes(content), 0, bytes(content).length);
    }
  }

  static void refused(Errno errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  @Test
  void root_isTheEmptyPath() {
    try (Directory root = tree.openDirectory(List.of())) {
      assertThat(root.stat().inode()).isEqualTo(tree.identity().inode());
      assertThat(root.list().children()).isEmpty();
    }
    assertThat(tree.path()).isEqualTo(bytes(directory() + "/tree"));
  }

  @Test
  void look_seesTheInodeItselfOrNothing() {
    try (Directory root = tree.openDirectory(List.of())) {
      file(root, "f", "12345");
      kernel.symlinkat(bytes("f"), root.fd(), bytes("l"));
      Stat stat = root.lookAt(Name.of("f"));
      assertThat(stat.sizeBytes()).isEqualTo(5);
      assertThat(tree.isMountPoint(stat)).isFalse();
      assertThat(root.lookAt(Name.of("l")).kind()).isEqualTo(FileKind.SYMLINK);
      assertThat(root.readLink(Name.of("l")).toArray()).isEqualTo(bytes("f"));
      assertThat(root.lookAt(Name.of("missing"))).isNull();
      assertThat(root.list().children())
          .extracting(Child::kind)
          .containsExactlyInAnyOrder(FileKind.REGULAR, FileKind.SYMLINK);
    }
  }

  @Test
  void reading_followsNoSymlink() {
    try (Directory root = tree.openDirectory(List.of())) {
      file(root, "f", "12345");
      kernel.symlinkat(bytes("f"), root.fd(), bytes("l"));
      try (Fd fd = root.openForReading(Name.of("f"))) {
        assertThat(kernel.read(fd, new byte[10], 0, 10)).isEqualTo(5);
      }
      refused(Errno.ELOOP, () -> root.openForReading(Name.of("l")));
      refused(Errno.ENOENT, () -> root.openForReading(Name.of("missing")));
    }
  }

  @Test
  void path_throughASymlinkPutInItsWay_isRefused() {
    try (Directory root = tree.openDirectory(List.of())) {
      kernel.mkdirat(root.fd(), bytes("d"), 0755);
      tree.openDirectory(path("d")).close();
      kernel.rmdir(root.fd(), bytes("d"));
      kernel.symlinkat(bytes("../elsewhere"), root.fd(), bytes("d"));
      refused(Errno.ELOOP, () -> tree.openDirectory(path("d")));
      refused(Errno.ELOOP, () -> root.openDirectory(Name.of("d")));
      refused(Errno.ELOOP, () -> tree.openDirectory(path("d/below")));
    }
  }

  @Test
  void path_longerThanTheKernelTakes_isOpenedInSteps() {
    List<Name> path = new ArrayList<>();
    Directory at = tree.openDirectory(List.of());
    for (int i = 0; i < 40; i++) {
      Name name = Name.of(String.valueOf((char) ('a' + i % 26)).repeat(250));
      kernel.mkdirat(at.fd(), name.shared(), 0755);
      Directory next = at.openDirectory(name);
      at.close();
      at = next;
      path.add(name);
    }
    file(at, "deep", "x");
    at.close();
    try (Directory deep = tree.openDirectory(path)) {
      assertThat(deep.lookAt(Name.of("deep")).sizeBytes()).isEqualTo(1);
    }
  }

  @Test
  void root_replacedByAnotherDirectory_isNoLongerInPlace() {
    assertThat(tree.isInPlace()).isTrue();
    try (Fd parent = kernel.open(outside, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0)) {
      kernel.renameat2(parent, bytes("tree"), parent, bytes("elsewhere"), RenameMode.EXCHANGE);
      assertThat(tree.isInPlace()).isFalse();
      kernel.renameat2(parent, bytes("tree"), parent, bytes("elsewhere"), RenameMode.EXCHANGE);
      assertThat(tree.isInPlace()).isTrue();
      kernel.rmdir(parent, bytes("tree"));
      assertThat(tree.isInPlace()).isFalse();
      kernel.mkdirat(parent, bytes("tree"), 0755);
    }
  }

  @Test
  void open_ofWhatIsNoDirectory_saysWhy() {
    try (Directory root = tree.openDirectory(List.of())) {
      file(root, "f", "");
    }
    assertThat(reason(directory() + "/tree/f")).isEqualTo(NotATree.Reason.NOT_A_DIRECTORY);
    assertThat(reason(directory() + "/missing")).isEqualTo(NotATree.Reason.MISSING);
    assertThat(reason("relative")).isEqualTo(NotATree.Reason.NOT_ABSOLUTE);
    assertThat(reason("/")).isEqualTo(NotATree.Reason.SYSTEM_DIRECTORY);
    assertThat(reason("/../")).isEqualTo(NotATree.Reason.SYSTEM_DIRECTORY);
  }

  private NotATree.Reason reason(String path) {
    try (Tree opened = Tree.open(kernel, bytes(path))) {
      throw new AssertionError("opened " + opened.identity());
    } catch (NotATree refused) {
      return refused.reason();
    }
  }
}
