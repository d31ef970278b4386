package io.twohop.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is done to a tree, in the end what is there is known, to the last byte and bit. */
class RandomHistoriesTest {
  private static final int CHANGES = 60;

  @TempDir Path scratch;

  @ParameterizedTest
  @CsvSource({"REAL, 60", "IN_MEMORY, 1000"})
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void history_endsWithWhatIsThereBeingKnown(Kernel kernel, int usualSeeds) throws IOException {
    long first = Long.getLong("scan.seed", 1);
    int count = Integer.getInteger("scan.seeds", usualSeeds);
    for (long seed = first; seed < first + count; seed++) {
      Path directory = Files.createDirectory(scratch.resolve("seed-" + seed));
      try (ScanBench bench =
          kernel.bench(directory, (path, isDirectory) -> TestDisk.text(path).equals("out"))) {
        bench.disk.mkdir("out");
        bench.started();
        RandomChanges changes = new RandomChanges(bench, seed);
        try {
          changes.run(CHANGES);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(
              "-Dscan.seed=" + seed + " -Dscan.seeds=1\n" + String.join("\n", changes.log), e);
        }
      }
    }
  }
}
