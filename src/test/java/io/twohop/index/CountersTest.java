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

  private Counters open() {
    return Counters.open(file(), MEMBER, new SplittableRandom(3));
  }

  @Test
  void numbers_startAtOneAndAscend() {
    try (Counters counters = open()) {
      for (long i = 1; i <= 2 * Counters.BLOCK + 5; i++) {
        assertThat(counters.nextNode()).isEqualTo(i);
      }
      assertThat(counters.nextProposal()).isEqualTo(1);
    }
  }

  @Test
  void reopened_skipsTheRestOfTheBlock_andNothingMore() {
    try (Counters counters = open()) {
      counters.nextNode();
      counters.nextProposal();
    }
    try (Counters counters = open()) {
      assertThat(counters.nextNode()).isEqualTo(Counters.BLOCK + 1);
    }
    try (Counters counters = open()) {
      assertThat(counters.nextProposal()).isEqualTo(Counters.BLOCK + 1);
    }
  }

  @Test
  void reopened_withNothingUsed_skipsNothing() {
    open().close();
    try (Counters counters = open()) {
      assertThat(counters.nextNode()).isEqualTo(1);
    }
  }

  @Test
  void crash_atAnyPoint_neverGivesANumberTwice() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    open().close();
    long lastNode = 0;
    long lastProposal = 0;
    for (int crash = 0; crash < 60; crash++) {
      try (Counters counters = open()) {
        for (long i = random.nextLong(Counters.BLOCK * 3 / 2); i > 0; i--) {
          long node = counters.nextNode();
          assertThat(node).isGreaterThan(lastNode);
          lastNode = node;
        }
        long proposal = counters.nextProposal();
        assertThat(proposal).isGreaterThan(lastProposal);
        lastProposal = proposal;
      }
      damage(slot(false), random.nextInt(36));
    }
  }

  @Test
  void newerSlotDamaged_skipsWhatItMayHaveReserved() throws IOException {
    long last = 0;
    try (Counters counters = open()) {
      for (long i = 0; i < Counters.BLOCK * 5 / 2; i++) {
        last = counters.nextNode();
      }
    }
    damage(slot(true), 20);
    try (Counters counters = open()) {
      assertThat(counters.nextNode()).isGreaterThan(last);
    }
  }

  @Test
  void bothSlotsDamaged_goesOnFarFromAllThatWasUsed() throws IOException {
    try (Counters counters = open()) {
      counters.nextNode();
    }
    damage(0, 20);
    damage(4_096, 20);
    long last;
    try (Counters counters = open()) {
      last = counters.nextNode();
      assertThat(last).isGreaterThan(1L << 49);
    }
    try (Counters counters = open()) {
      assertThat(counters.nextNode()).isEqualTo(last + Counters.BLOCK);
    }
  }

  @Test
  void numbersOfAnotherMember_areReplaced() {
    try (Counters counters = Counters.open(file(), new MemberId(4), new SplittableRandom(3))) {
      counters.nextNode();
    }
    try (Counters counters = open()) {
      assertThat(counters.nextNode()).isEqualTo(1);
    }
    try (Counters counters = open()) {
      assertThat(counters.nextNode()).isEqualTo(Counters.BLOCK + 1);
    }
  }

  @Test
  void aFileThatCannotBeMade_isAProblemOfTheStore() {
    Path missing = directory.resolve("missing").resolve("counters");
    assertThatThrownBy(() -> Counters.open(missing, MEMBER, new SplittableRandom(3)))
        .isInstanceOf(StoreProblem.class);
  }

  /** Where the newer or the older slot is; the older is what a crash in a reservation loses. */
  private int slot(boolean newer) throws IOException {
    byte[] bytes = Files.readAllBytes(file());
    boolean odd = ByteBuffer.wrap(bytes).getLong(8) < ByteBuffer.wrap(bytes).getLong(4_096 + 8);
    return odd == newer ? 4_096 : 0;
  }

  private void damage(int slot, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file());
    bytes[slot + at] ^= 1;
    Files.write(file(), bytes);
  }
}
