package io.twohop.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.sim.Seeds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("sim")
class KeepSimulationTest {
  private static final long SEEDS = Long.getLong("sim.keepSeeds", 300);
  private static final long FIRST_SEED = Long.getLong("sim.first", 1);
  private static final int FAILURES_TOLD = 5;

  private record Outcome(String failure, Map<String, Integer> faults) {}

  @Test
  void everySeed_losesNothingThatWasToldAndListsNothingHalf() throws InterruptedException {
    long first = Long.getLong("sim.seed", FIRST_SEED);
    long last = Long.getLong("sim.seed", FIRST_SEED + SEEDS - 1);
    List<Outcome> outcomes = Seeds.run(first, last, KeepSimulationTest::run);
    Map<String, Integer> faults = new TreeMap<>();
    outcomes.forEach(o -> o.faults().forEach((what, n) -> faults.merge(what, n, Integer::sum)));
    System.out.printf("keep simulation: %d seeds, faults %s%n", outcomes.size(), faults);
    List<String> failures =
        outcomes.stream().map(Outcome::failure).filter(f -> !f.isEmpty()).toList();
    assertThat(failures.stream().limit(FAILURES_TOLD)).as("%d in all", failures.size()).isEmpty();
    if (outcomes.size() >= 100) {
      for (String fault : List.of("kill", "power", "EIO", "ENOSPC")) {
        assertThat(faults.get(fault)).as(fault).isGreaterThan(outcomes.size());
      }
    }
  }

  private static Outcome run(long seed) {
    KeepSimulation run = new KeepSimulation(seed);
    String failure = run.run();
    String again = "./test -DskipITs -Dtest=KeepSimulationTest -Dsim.seed=" + seed;
    return new Outcome(failure.isEmpty() ? "" : again + "\n  " + failure, run.faults);
  }
}
