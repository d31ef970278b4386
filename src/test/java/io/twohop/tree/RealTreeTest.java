package io.twohop.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.posix.FfmSyscalls;
import io.twohop.posix.Syscalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of trees on the kernel that runs the tests. */
class RealTreeTest extends TreeContract {
  @TempDir Path directory;

  @Override
  Syscalls kernel() {
    return new FfmSyscalls();
  }

  @Override
  String directory() {
    try {
      return directory.toRealPath().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void mountPoints_belowATreeWithout_areNone() {
    assertThat(MountPoints.below(tree)).isEmpty();
  }
}
