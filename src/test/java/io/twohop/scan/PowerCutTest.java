package io.twohop.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.twohop.model.Timestamp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a power cut left of a file is no edit of anybody. */
class PowerCutTest extends OnBothKernels {
  @Test
  void afterAPowerCut_emptyShortAndZeroedFiles_areResidueAndNoFindings() {
    for (String name : List.of("empty", "short", "zeros", "edited")) {
      disk.write(name, "0123456789");
    }
    bench.started();
    disk.write("empty", "");
    disk.write("short", "0123");
    disk.write("zeros", "012345678901\0\0");
    disk.write("edited", "0123456789 and more");
    disk.write("new-empty", "");
    disk.write("new-zeros", "\0\0\0");
    disk.write("new", "whole");
    bench.scanner.afterPowerCut(new PowerCut(new Timestamp(0, 0), new Timestamp(1L << 40, 0)));
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.residues.stream().distinct())
        .extracting(r -> r.name().toString(), r -> r.found().node() != null)
        .containsExactlyInAnyOrder(
            tuple("empty", true),
            tuple("short", true),
            tuple("zeros", true),
            tuple("new-empty", false),
            tuple("new-zeros", false));
    assertThat(bench.presents())
        .extracting(found -> found.name().toString())
        .containsExactlyInAnyOrder("edited", "new");
  }

  @Test
  void afterAPowerCut_theOldBytesUnderANewTime_areResidue() {
    disk.write("f", "old");
    bench.started();
    disk.touch("f", 1_000, 0);
    bench.scanner.afterPowerCut(new PowerCut(new Timestamp(0, 0), new Timestamp(1L << 40, 0)));
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.residues).hasSize(1);
    assertThat(bench.findings).isEmpty();
  }

  @Test
  void afterAPowerCut_filesChangedOutsideOfItsTime_areFindings() {
    disk.write("known", "0123456789");
    bench.started();
    disk.write("known", "");
    disk.write("new", "");
    bench.scanner.afterPowerCut(new PowerCut(new Timestamp(0, 0), new Timestamp(1_000, 0)));
    bench.scanner.scanAll();
    bench.settle();
    assertThat(bench.residues).isEmpty();
    assertThat(bench.presents()).hasSize(2);
  }
}
