package io.twohop.posix;

import static io.twohop.posix.OpenFlags.O_CREAT;
import static io.twohop.posix.OpenFlags.O_DIRECTORY;
import static io.twohop.posix.OpenFlags.O_EXCL;
import static io.twohop.posix.OpenFlags.O_RDONLY;
import static io.twohop.posix.OpenFlags.O_RDWR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/**
 * A directory of its own on the Linux under test, and short words for what the contract tests do in
 * it.
 */
@Tag("contract")
abstract class SyscallsContract {
  Syscalls kernel;
  Fd root;
  private final List<Fd> opened = new ArrayList<>();

  abstract Syscalls kernel();

  /** An empty directory, absolute. */
  abstract byte[] directory();

  @BeforeEach
  void openDirectory() {
    kernel = kernel();
    root = keep(kernel.open(directory(), O_RDONLY | O_DIRECTORY, 0));
  }

  @AfterEach
  void closeAll() {
    opened.reversed().forEach(Fd::close);
  }

  Fd keep(Fd fd) {
    opened.add(fd);
    return fd;
  }

  static byte[] name(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Fd open(String path, int flags) {
    int mode = (flags & O_CREAT) != 0 ? 0644 : 0;
    return keep(kernel.openat2(root, name(path), flags, mode, Resolve.CONFINED));
  }

  Fd create(String path) {
    return open(path, O_RDWR | O_CREAT | O_EXCL);
  }

  void file(String path, String content) {
    try (Fd fd = create(path)) {
      kernel.writeFully(fd, name(content), 0, name(content).length);
    }
  }

  Fd mkdir(String name) {
    kernel.mkdirat(root, name(name), 0755);
    return open(name, O_RDONLY | O_DIRECTORY);
  }

  String content(Fd fd) {
    byte[] buffer = new byte[100_000];
    int length = 0;
    for (int n = kernel.pread(fd, buffer, 0, 50_000, 0);
        n > 0;
        n = kernel.pread(fd, buffer, length, 10_000, length)) {
      length += n;
    }
    return new String(buffer, 0, length, StandardCharsets.UTF_8);
  }

  String content(String path) {
    return content(open(path, O_RDONLY));
  }

  Stat stat(String name) {
    return kernel.statxOrNull(root, name(name));
  }

  void rename(String from, String to, RenameMode mode) {
    kernel.renameat2(root, name(from), root, name(to), mode);
  }

  List<String> names(Fd dir) {
    List<String> names = new ArrayList<>();
    for (List<DirectoryEntry> some = kernel.getdents64(dir);
        !some.isEmpty();
        some = kernel.getdents64(dir)) {
      some.forEach(entry -> names.add(new String(entry.name(), StandardCharsets.UTF_8)));
    }
    return names;
  }

  static void refused(Errno errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ErrnoException.class, refused -> assertThat(refused.errno()).isEqualTo(errno));
  }
}
