package io.twohop.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.sim.linux.SimLinux;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same random acts on the kernel and on the Linux in memory: answers, events and what is left
 * must be the same.
 */
@Tag("contract")
class TwoLinuxesTest {
  private static final int ACTS = 400;

  @TempDir Path directory;

  /** Twelve, or as many as {@code -Dposix.seeds} says. */
  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("posix.seeds", 12));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void sameActs_haveTheSameOutcome(long seed) {
    SimLinux linux = new SimLinux();
    linux.user().mkdirs("/srv/www");
    int uid = new FfmSyscalls().geteuid();
    linux.user().chown("/srv/www", uid, uid);
    linux.runAs(uid, uid);
    byte[] realPath = directory.toString().getBytes(StandardCharsets.UTF_8);
    byte[] simulatedPath = "/srv/www".getBytes(StandardCharsets.UTF_8);
    try (RandomActs real = new RandomActs(new FfmSyscalls(), realPath, new SplittableRandom(seed));
        RandomActs simulated = new RandomActs(linux, simulatedPath, new SplittableRandom(seed))) {
      StringBuilder told = new StringBuilder();
      for (int i = 0; i < ACTS; i++) {
        String expected = real.act();
        told.append(expected).append('\n');
        assertThat(simulated.act())
            .as("seed %d, act %d, after%n%s", seed, i, lastLines(told))
            .isEqualTo(expected);
      }
      assertThat(simulated.everything()).isEqualTo(real.everything());
      real.clear();
    }
  }

  private static String lastLines(StringBuilder told) {
    return told.substring(Math.max(0, told.length() - 2_000));
  }
}
