package io.twohop.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twohop.model.MemberId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountersTest {
  private static final MemberId MEMBER = new MemberId(-9);

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("counters");
  }

  @Test
  void numbers_startAtOneAndAscend() {
    try (Counters counters = Counters.create(file(), MEMBER)) {
      for (long i = 1; i <= 2 * Counters.BLOCK + 5; i++) {
        assertThat(counters.nextNode()).isEqualTo(i);
      }
      assertThat(counters.nextProposal()).isEqualTo(1);
    }
  }

  @Test
  void reopened_skipsTheRestOfTheBlock_andNothingMore() {
    try (Counters counters = Counters.create(file(), MEMBER)) {
      counters.nextNode();
      counters.nextProposal();
    }
    try (Counters counters = Counters.open(file(), MEMBER)) {
      assertThat(counters.nextNode()).isEqualTo(Counters.BLOCK + 1);
    }
    try (Counters counters = Counters.create(file(), MEMBER)) {
      assertThat(counters.nextProposal()).isGreaterThan(Counters.BLOCK);
    }
  }

  @Test
  void reserveAhead_whileThereAreEnough_writesNothing() {
    try (Counters counters = Counters.create(file(), MEMBER)) {
      assertThat(counters.runsLow()).isTrue();
      counters.reserveAhead();
      assertThat(counters.runsLow()).isFalse();
      counters.reserveAhead();
    }
    try (Counters counters = Counters.open(file(), MEMBER)) {
      assertThat(counters.nextNode()).isEqualTo(Counters.BLOCK + 1);
    }
  }

  @Test
  void crash_atAnyPoint_neverGivesANumberTwice() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    Counters.create(file(), MEMBER).close();
    long lastNode = 0;
    long lastProposal = 0;
    for (int crash = 0; crash < 60; crash++) {
      try (Counters counters = Counters.open(file(), MEMBER)) {
        for (int i = random.nextInt(1_500); i > 0; i--) {
          long node = counters.nextNode();
          assertThat(node).isGreaterThan(lastNode);
          lastNode = node;
        }
        long proposal = counters.nextProposal();
        assertThat(proposal).isGreaterThan(lastProposal);
        lastProposal = proposal;
      }
      tearTheSlotThatWouldBeNext(random);
    }
  }

  /** As a crash in the midst of a reservation does: of its two slots the older is lost. */
  private void tearTheSlotThatWouldBeNext(SplittableRandom random) throws IOException {
    byte[] bytes = Files.readAllBytes(file());
    long even = ByteBuffer.wrap(bytes).getLong(8);
    long odd = ByteBuffer.wrap(bytes).getLong(4_096 + 8);
    int older = even < odd ? 0 : 4_096;
    bytes[older + random.nextInt(36)] ^= 1;
    Files.write(file(), bytes);
  }

  @Test
  void open_newerSlotDamaged_skipsWhatItMayHaveReserved() throws IOException {
    long last = 0;
    try (Counters counters = Counters.create(file(), MEMBER)) {
      for (int i = 0; i < 2_700; i++) {
        last = counters.nextNode();
      }
    }
    byte[] bytes = Files.readAllBytes(file());
    long even = ByteBuffer.wrap(bytes).getLong(8);
    long odd = ByteBuffer.wrap(bytes).getLong(4_096 + 8);
    bytes[(even > odd ? 0 : 4_096) + 20] ^= 1;
    Files.write(file(), bytes);
    try (Counters counters = Counters.open(file(), MEMBER)) {
      assertThat(counters.nextNode()).isGreaterThan(last);
    }
  }

  @Test
  void open_missingOrOfAnotherMember_isRefused() {
    assertThatThrownBy(() -> Counters.open(file(), MEMBER)).isInstanceOf(StoreProblem.class);
    Counters.create(file(), new MemberId(4)).close();
    assertThatThrownBy(() -> Counters.open(file(), MEMBER))
        .isInstanceOf(StoreProblem.class)
        .hasMessageContaining("must join anew");
    try (Counters counters = Counters.create(file(), MEMBER)) {
      assertThat(counters.nextNode()).isEqualTo(1);
    }
  }
}
