package io.twohop.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.Finding;
import io.twohop.model.Name;
import io.twohop.model.NodeId;
import io.twohop.sim.linux.SimLinux;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel has not told yet may be the other half of what is seen. */
class UnheardRenameTest {
  private static final long STEP_NANOS = 20_000_000L;

  private ScanBench bench;
  private NodeId moved;

  @BeforeEach
  void begin() {
    bench = ScanBench.inMemory(new SimLinux(), (path, directory) -> false);
    bench.disk.mkdirs("old/below");
    bench.disk.write("old/below/f", "x");
    bench.started();
    moved = bench.node("old");
    bench.disk.move("old", "new");
  }

  @AfterEach
  void end() {
    bench.close();
  }

  @Test
  void directory_thatIsNotAtItsName_isNotMissingBeforeTheKernelIsHeard() {
    bench.scanner.lookAgain(NodeId.ROOT, Name.of("old"));
    for (int i = 0; i < 200; i++) {
      assertThat(bench.step()).isEmpty();
      bench.nowNanos += STEP_NANOS;
    }

    bench.settle();

    assertThat(bench.missing()).isEmpty();
    assertThat(bench.node("new")).isEqualTo(moved);
    bench.assertKnownIsDisk();
  }

  @Test
  void directory_thatIsGone_isMissingOnceTheKernelIsHeard() {
    bench.disk.move("new", "../elsewhere");
    bench.scanner.lookAgain(NodeId.ROOT, Name.of("old"));

    bench.settle();

    assertThat(bench.missing()).extracting(Finding.Missing::node).containsExactly(moved);
  }
}
