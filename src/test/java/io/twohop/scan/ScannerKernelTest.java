package io.twohop.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twohop.posix.FfmSyscalls;
import io.twohop.posix.Syscalls;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scanner over the kernel that runs this. */
@Tag("kernel")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ScannerKernelTest extends ScannerSuite {
  @TempDir Path dir;
  private final Syscalls syscalls = new FfmSyscalls();

  @Override
  Syscalls syscalls() {
    return syscalls;
  }

  @Override
  byte[] root() {
    return dir.toString().getBytes(UTF_8);
  }

  @Override
  int seeds() {
    return 60;
  }

  @Override
  ScanBench fresh(long seed) {
    Path own = dir.resolve("seed-" + seed);
    own.toFile().mkdir();
    return new ScanBench(
        syscalls, own.toString().getBytes(UTF_8), (path, d) -> TestDisk.text(path).equals("out"));
  }
}
