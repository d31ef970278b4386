package io.twohop.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import io.twohop.model.Bytes;
import io.twohop.model.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentFramesTest {
  private static final Bytes LARGE = Bytes.copyOf(new byte[200_000]);

  private final RecentFrames recent = new RecentFrames();

  @Test
  void framed_ofTheSameChangeTwice_isEncodedOnce() {
    Message.Change change = change(7, List.of(LARGE));

    assertThat(recent.framed(change)).isSameAs(recent.framed(change));
  }

  @Test
  void framed_ofTheSameSeqWithoutItsContents_isAnother() {
    var whole = recent.framed(change(7, List.of(LARGE)));

    var bare = recent.framed(change(7, List.of()));

    assertThat(bare.frames().length).isLessThan(whole.frames().length);
    assertThat(recent.bytes()).isEqualTo(bare.frames().length);
  }

  @Test
  void framed_ofManyLargeChanges_holdsAFewMegabytes() {
    for (long seq = 1; seq <= 60; seq++) {
      recent.framed(change(seq, List.of(LARGE)));
    }

    assertThat(recent.bytes()).isBetween(2L << 20, 4L << 20);
  }

  private static Message.Change change(long seq, List<Bytes> contents) {
    return new Message.Change(seq, 1, new MemberId(3), seq, List.of(), contents);
  }
}
