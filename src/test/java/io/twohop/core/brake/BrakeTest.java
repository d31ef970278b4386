package io.twohop.core.brake;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrakeTest {
  @Test
  void inferredRemovals_passUpToAHundredFilesOrFivePercent() {
    assertThat(Brake.judge(Batch.missing(100, 150, false, 5, 5))).isNull();
    assertThat(Brake.judge(Batch.missing(101, 150, false, 5, 5))).isEqualTo(Cause.MANY_MISSING);
    assertThat(Brake.judge(Batch.missing(5_000, 100_000, true, 5, 4))).isNull();
    assertThat(Brake.judge(Batch.missing(5_001, 100_000, true, 5, 4)))
        .isEqualTo(Cause.MANY_MISSING);
  }

  @Test
  void theLastChildrenOfTheRoot_areHeldHoweverTheyWent() {
    assertThat(Brake.judge(Batch.missing(0, 10, true, 2, 0))).isEqualTo(Cause.ROOT_EMPTIED);
    assertThat(Brake.judge(Batch.missing(0, 10, true, 2, 1))).isNull();
    assertThat(Brake.judge(Batch.missing(0, 10, true, 1, 0))).isNull();
    assertThat(Brake.judge(Batch.missing(0, 10, false, 2, 0))).isNull();
  }

  @Test
  void changes_areHeldOnlyIfNoFileIsAsItWas() {
    assertThat(Brake.judge(Batch.changed(100, 100))).isEqualTo(Cause.ALL_CHANGED);
    assertThat(Brake.judge(Batch.changed(100, 101))).isNull();
    assertThat(Brake.judge(Batch.changed(99, 99))).isNull();
  }

  @Test
  void aDigest_namesTheSetAndNothingElse() {
    NodeId one = new NodeId(new MemberId(7), 1);
    NodeId two = new NodeId(new MemberId(7), 2);
    String digest = new HeldPlan(Cause.MANY_MISSING, List.of(one, two)).digest();
    assertThat(new HeldPlan(Cause.ROOT_EMPTIED, List.of(two, one)).digest()).isEqualTo(digest);
    assertThat(new HeldPlan(Cause.ROOT_EMPTIED, List.of(two)).digest()).isNotEqualTo(digest);
    assertThat(new HeldPlan(Cause.ALL_CHANGED, List.of(one, two)).digest()).isNotEqualTo(digest);
    assertThat(digest).matches("[0-9a-f]{12}");
  }
}
