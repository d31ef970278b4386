package io.twohop.sim.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.sim.Seeds;
import io.twohop.sim.core.Statistics;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("sim")
class MemberSimulationTest {
  private static final long SEEDS = Long.getLong("sim.memberSeeds", 2_000);

  private static final int FAILURES_TOLD = 10;

  private static final long FIRST_SEED = Long.getLong("sim.first", 1);

  /** What became of one seed. */
  private record Outcome(long seed, String failure, Statistics statistics) {}

  @Test
  void everySeed_afterFaultsStop_comesToRestEqualWithNothingLost() throws InterruptedException {
    boolean traced = Long.getLong("sim.seed") != null;
    long first = Long.getLong("sim.seed", FIRST_SEED);
    long last = Long.getLong("sim.seed", FIRST_SEED + SEEDS - 1);
    List<Outcome> outcomes = Seeds.run(first, last, seed -> outcome(seed, traced));
    List<String> failures =
        outcomes.stream()
            .filter(o -> !o.failure().isEmpty())
            .map(o -> "seed " + o.seed() + ": " + o.failure() + "\n  again: " + again(o.seed()))
            .limit(FAILURES_TOLD)
            .toList();
    List<Integer> members = outcomes.stream().map(o -> o.statistics().members).toList();
    List<Integer> operations = outcomes.stream().map(o -> o.statistics().operationCount()).toList();
    List<Integer> faults = outcomes.stream().map(o -> o.statistics().faultCount()).toList();
    System.out.printf(
        "member simulation: %d seeds with %s; members %s, operations %s, faults %s"
            + " (min/median/max); %d changes accepted; %s%n",
        outcomes.size(),
        faults(),
        spread(members),
        spread(operations),
        spread(faults),
        outcomes.stream().mapToLong(o -> o.statistics().accepted).sum(),
        kinds(outcomes));
    assertThat(failures).isEmpty();
    if (outcomes.size() >= 100 && faults().contains(FaultKind.INTERPOSED)) {
      assertThat(median(members)).isGreaterThanOrEqualTo(3);
      assertThat(median(operations)).isGreaterThanOrEqualTo(60);
      assertThat(median(faults)).isGreaterThanOrEqualTo(2);
    }
  }

  private static Outcome outcome(long seed, boolean traced) {
    MemberSimulation run = new MemberSimulation(seed, faults(), traced);
    Outcome outcome = new Outcome(seed, run.run(), run.statistics());
    if (traced) {
      System.out.println(run.traceText());
    }
    return outcome;
  }

  private static String again(long seed) {
    String with = String.join(",", faults().stream().map(FaultKind::name).toList());
    return "./test -DskipITs -Dtest=MemberSimulationTest -Dsim.faults="
        + with
        + " -Dsim.seed="
        + seed;
  }

  private static Map<String, Integer> kinds(List<Outcome> outcomes) {
    TreeMap<String, Integer> kinds = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      outcome.statistics().operations.forEach((k, n) -> kinds.merge(k, n, Integer::sum));
      outcome.statistics().faults.forEach((k, n) -> kinds.merge(k, n, Integer::sum));
    }
    return kinds;
  }

  @Test
  void oneSeed_runTwice_givesTheSameTrace() {
    for (long seed = 1; seed <= 20; seed++) {
      MemberSimulation one = new MemberSimulation(seed, faults(), true);
      MemberSimulation other = new MemberSimulation(seed, faults(), true);
      one.run();
      other.run();
      assertThat(one.traceHash()).as("seed %d", seed).isEqualTo(other.traceHash());
    }
  }

  /** Every kind, or those that {@code -Dsim.faults=CUT,POWER} names. */
  private static Set<FaultKind> faults() {
    String chosen = System.getProperty("sim.faults", "ALL");
    if (chosen.equals("ALL")) {
      return EnumSet.allOf(FaultKind.class);
    }
    Set<FaultKind> faults = EnumSet.noneOf(FaultKind.class);
    if (!chosen.isEmpty()) {
      Arrays.stream(chosen.split(",")).map(FaultKind::valueOf).forEach(faults::add);
    }
    return faults;
  }

  private static int median(List<Integer> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static String spread(List<Integer> values) {
    List<Integer> sorted = values.stream().sorted().toList();
    return sorted.getFirst() + "/" + median(values) + "/" + sorted.getLast();
  }
}
