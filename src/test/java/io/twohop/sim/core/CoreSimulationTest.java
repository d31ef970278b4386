package io.twohop.sim.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.sim.Seeds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("sim")
class CoreSimulationTest {
  private static final long SEEDS = Long.getLong("sim.seeds", 20_000);
  private static final long FIRST_SEED = Long.getLong("sim.first", 1);

  private static final int FAILURES_TOLD = 10;

  /** What became of one seed; an empty failure is none. */
  private record Outcome(long seed, String failure, Statistics statistics) {}

  @Test
  void everySeed_afterFaultsStop_comesToRestEqualWithNothingLost() throws InterruptedException {
    boolean traced = Long.getLong("sim.seed") != null;
    long first = Long.getLong("sim.seed", FIRST_SEED);
    long last = Long.getLong("sim.seed", FIRST_SEED + SEEDS - 1);
    List<Outcome> outcomes = Seeds.run(first, last, seed -> outcome(seed, traced));
    List<Integer> members = outcomes.stream().map(o -> o.statistics().members).toList();
    List<Integer> operations = outcomes.stream().map(o -> o.statistics().operationCount()).toList();
    List<Integer> faults = outcomes.stream().map(o -> o.statistics().faultCount()).toList();
    System.out.printf(
        "core simulation: %d seeds; members %s, operations %s, faults %s (min/median/max);"
            + " %d changes accepted; %s%n",
        outcomes.size(),
        spread(members),
        spread(operations),
        spread(faults),
        outcomes.stream().mapToLong(o -> o.statistics().accepted).sum(),
        kinds(outcomes));
    List<String> failures =
        outcomes.stream().map(Outcome::failure).filter(f -> !f.isEmpty()).toList();
    assertThat(failures.stream().limit(FAILURES_TOLD))
        .as("%d seeds failed", failures.size())
        .isEmpty();
    if (outcomes.size() >= 100) {
      assertThat(median(members)).isGreaterThanOrEqualTo(3);
      assertThat(median(operations)).isGreaterThanOrEqualTo(60);
      assertThat(median(faults)).isGreaterThanOrEqualTo(2);
    }
  }

  private static Outcome outcome(long seed, boolean traced) {
    CoreSimulation run =
        new CoreSimulation(
            seed, traced ? CoreSimulation.Tracing.TEXT : CoreSimulation.Tracing.NONE);
    String failure = run.run();
    if (traced) {
      System.out.println(run.traceText());
    }
    String told =
        "seed "
            + seed
            + ": "
            + failure
            + "\n  again: ./test -DskipITs -Dtest=CoreSimulationTest -Dsim.seed="
            + seed;
    return new Outcome(seed, failure.isEmpty() ? "" : told, run.statistics());
  }

  private static Map<String, Integer> kinds(List<Outcome> outcomes) {
    TreeMap<String, Integer> kinds = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      outcome.statistics().operations.forEach((k, n) -> kinds.merge(k, n, Integer::sum));
      outcome.statistics().faults.forEach((k, n) -> kinds.merge(k, n, Integer::sum));
      outcome.statistics().notes.forEach((k, n) -> kinds.merge("note " + k, n, Integer::sum));
    }
    return kinds;
  }

  @Test
  void oneSeed_runTwice_givesTheSameTrace() {
    for (long seed = 1; seed <= 50; seed++) {
      CoreSimulation one = new CoreSimulation(seed, CoreSimulation.Tracing.HASH);
      CoreSimulation other = new CoreSimulation(seed, CoreSimulation.Tracing.HASH);
      one.run();
      other.run();
      assertThat(one.traceHash()).as("seed %d", seed).isEqualTo(other.traceHash());
    }
  }

  private static int median(List<Integer> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static String spread(List<Integer> values) {
    List<Integer> sorted = values.stream().sorted().toList();
    return sorted.getFirst() + "/" + median(values) + "/" + sorted.getLast();
  }
}
