package io.twohop.sim.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.sim.Seeds;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Where only one member is written to, nobody disagrees. WHY: that nothing is lost is true also of
 * what went to the keep, and whoever wrote it would miss it as much.
 */
@Tag("sim")
class LoneAuthorTest {
  private static final long SEEDS = Long.getLong("sim.loneSeeds", 500);
  private static final long FIRST_SEED = Long.getLong("sim.first", 1);
  private static final int FAILURES_TOLD = 10;

  /**
   * LIMIT: a member that was killed has forgotten what it told or brought in the last half second;
   * of what lost its name meanwhile to something of another kind, or in a power cut, a copy may be
   * kept.
   */
  private static final Set<FaultKind> FAULTS =
      EnumSet.complementOf(EnumSet.of(FaultKind.KILL, FaultKind.HUB_KILL, FaultKind.POWER));

  @Test
  void nothing_isKept() throws InterruptedException {
    boolean traced = Long.getLong("sim.seed") != null;
    long first = Long.getLong("sim.seed", FIRST_SEED);
    long last = Long.getLong("sim.seed", FIRST_SEED + SEEDS - 1);
    List<String> failures =
        Seeds.run(first, last, seed -> failure(seed, traced)).stream()
            .filter(failure -> !failure.isEmpty())
            .toList();
    System.out.printf("lone authors: %d seeds with %s%n", last - first + 1, FAULTS);
    assertThat(failures.stream().limit(FAILURES_TOLD))
        .as("%d seeds failed", failures.size())
        .isEmpty();
  }

  private static String failure(long seed, boolean traced) {
    MemberSimulation run = MemberSimulation.ofLoneAuthor(seed, FAULTS, traced);
    String failure = run.run();
    if (traced) {
      System.out.println(run.traceText());
    }
    String again = "./test -DskipITs -Dtest=LoneAuthorTest -Dsim.seed=" + seed;
    return failure.isEmpty() ? "" : "seed " + seed + ": " + failure + "\n  again: " + again;
  }
}
