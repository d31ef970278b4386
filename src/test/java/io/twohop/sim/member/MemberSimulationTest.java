package io.twohop.sim.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("sim")
class MemberSimulationTest {
  private static final long SEEDS = Long.getLong("sim.memberSeeds", 300);

  /**
   * Seeds that are known to fail, so that a new failure stands out. Each is a bug to be fixed; a
   * seed leaves this list with its fix and none may join it.
   */
  private static final Set<Long> OPEN = Set.of(47L, 250L);

  private static final long FIRST_SEED = Long.getLong("sim.first", 1);

  @Test
  void everySeed_afterFaultsStop_comesToRestEqualWithNothingLost() {
    List<String> failures = new ArrayList<>();
    List<Integer> members = new ArrayList<>();
    List<Integer> operations = new ArrayList<>();
    List<Integer> faults = new ArrayList<>();
    TreeMap<String, Integer> kinds = new TreeMap<>();
    long accepted = 0;
    long first = Long.getLong("sim.seed", FIRST_SEED);
    long last = Long.getLong("sim.seed", FIRST_SEED + SEEDS - 1);
    boolean traced = Long.getLong("sim.seed") != null;
    for (long seed = first; seed <= last && failures.size() < 10; seed++) {
      MemberSimulation run = new MemberSimulation(seed, faults(), traced);
      String failure = run.run();
      members.add(run.statistics().members);
      operations.add(run.statistics().operationCount());
      faults.add(run.statistics().faultCount());
      accepted += run.statistics().accepted;
      run.statistics().operations.forEach((k, n) -> kinds.merge(k, n, Integer::sum));
      run.statistics().faults.forEach((k, n) -> kinds.merge(k, n, Integer::sum));
      if (traced) {
        System.out.println(run.traceText());
      }
      if (!failure.isEmpty() && (traced || !OPEN.contains(seed))) {
        String with = String.join(",", faults().stream().map(FaultKind::name).toList());
        String again =
            "./test -Dtest=MemberSimulationTest -Dsim.faults=" + with + " -Dsim.seed=" + seed;
        failures.add("seed " + seed + ": " + failure + "\n  again: " + again);
      }
    }
    System.out.printf(
        "member simulation: %d seeds; members %s, operations %s, faults %s (min/median/max); %d changes accepted; %s%n",
        members.size(), spread(members), spread(operations), spread(faults), accepted, kinds);
    assertThat(failures).isEmpty();
    if (members.size() >= 500) {
      assertThat(median(members)).isGreaterThanOrEqualTo(3);
      assertThat(median(operations)).isGreaterThanOrEqualTo(30);
    }
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

  /**
   * What the members are known to survive.
   *
   * <p>LIMIT: the other kinds still find faults, see the package; {@code -Dsim.faults=CUT} runs
   * with these kinds, {@code -Dsim.faults=ALL} with every one.
   */
  private static final Set<FaultKind> SURVIVED =
      EnumSet.of(FaultKind.INTERPOSED, FaultKind.CUT, FaultKind.OVERFLOW, FaultKind.NO_SPACE);

  private static Set<FaultKind> faults() {
    String chosen = System.getProperty("sim.faults");
    Set<FaultKind> faults = EnumSet.noneOf(FaultKind.class);
    if (chosen == null) {
      faults.addAll(SURVIVED);
    } else if (chosen.equals("ALL")) {
      faults.addAll(EnumSet.allOf(FaultKind.class));
    } else if (!chosen.isEmpty()) {
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
