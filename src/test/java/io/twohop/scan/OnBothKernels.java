package io.twohop.scan;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a scanner has to find whatever kernel is below it: a fresh bench for every test. */
@ParameterizedClass
@EnumSource(Kernel.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class OnBothKernels {
  static final long MILLISECOND = 1_000_000L;

  @Parameter Kernel kernel;
  @TempDir Path directory;
  ScanBench bench;
  TestDisk disk;
  final Set<String> excluded = new HashSet<>();

  @BeforeEach
  void open() {
    bench = kernel.bench(directory, (path, isDirectory) -> excluded.contains(TestDisk.text(path)));
    disk = bench.disk;
  }

  @AfterEach
  void close() {
    bench.close();
  }
}
