package io.twohop.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twohop.posix.FfmSyscalls;
import io.twohop.sim.linux.SimLinux;
import java.nio.file.Path;

/** What may be below a scanner. */
enum Kernel {
  /** The one that runs this. */
  REAL {
    @Override
    ScanBench bench(Path directory, Exclusion exclusion) {
      return new ScanBench(new FfmSyscalls(), directory.toString().getBytes(UTF_8), exclusion);
    }
  },

  /** Its timestamps tick with the bench's time. */
  IN_MEMORY {
    @Override
    ScanBench bench(Path directory, Exclusion exclusion) {
      return ScanBench.inMemory(new SimLinux(), exclusion);
    }
  };

  /** A bench on an empty directory: this one, where the kernel has it. */
  abstract ScanBench bench(Path directory, Exclusion exclusion);
}
