package io.twohop.posix;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the kernel that runs the tests. */
class RealLinuxTest {
  private static byte[] bytes(Path path) {
    return path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
  }

  @Nested
  class Names extends NamesContract {
    @TempDir Path directory;

    @Override
    Syscalls kernel() {
      return new FfmSyscalls();
    }

    @Override
    byte[] directory() {
      return bytes(directory);
    }
  }

  @Nested
  class Inodes extends InodesContract {
    @TempDir Path directory;

    @Override
    Syscalls kernel() {
      return new FfmSyscalls();
    }

    @Override
    byte[] directory() {
      return bytes(directory);
    }
  }

  @Nested
  class Inotify extends InotifyContract {
    @TempDir Path directory;

    @Override
    Syscalls kernel() {
      return new FfmSyscalls();
    }

    @Override
    byte[] directory() {
      return bytes(directory);
    }
  }
}
