package io.twohop.transport;

import static io.twohop.transport.SignsOfLife.Step.GIVE_UP;
import static io.twohop.transport.SignsOfLife.Step.NOTHING;
import static io.twohop.transport.SignsOfLife.Step.SAY_SOMETHING;
import static org.assertj.core.api.Assertions.assertThat;

import io.twohop.core.message.Message;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignsOfLifeTest {
  private static final Message QUESTION = new Message.AskBarrier(1, 0, false);
  private static final Message SIGN = new Message.Ping(0);
  private static final Message ANSWER = new Message.Pong(0);
  private static final Message PROGRESS = new Message.Progress(1, 1, 1);

  /** Ticks of 5 s, and 25 s of silence. */
  private final SignsOfLife signs = new SignsOfLife(TransportLimits.USUAL);

  @Test
  void atRest_thereIsNothingToDo() {
    signs.reads(seconds(1));
    assertThat(signs.look(seconds(100_000))).isEqualTo(NOTHING);
  }

  @Test
  void whoWasSentSomething_saysSomethingOnce() {
    gets(QUESTION, 1);
    assertThat(signs.look(seconds(5))).isEqualTo(SAY_SOMETHING);
    signs.sent(SIGN, seconds(5));
    gets(ANSWER, 6);
    assertThat(signs.look(seconds(10))).isEqualTo(NOTHING);
  }

  @Test
  void whoHasAnsweredAnyway_saysNothingMore() {
    gets(QUESTION, 1);
    signs.sent(PROGRESS, seconds(2));
    gets(ANSWER, 3);
    assertThat(signs.look(seconds(5))).isEqualTo(NOTHING);
  }

  /** Else two at rest would answer each other for ever. */
  @Test
  void theAnswerToASign_isTheLastWord() {
    gets(SIGN, 1);
    signs.sent(ANSWER, seconds(1));
    assertThat(signs.look(seconds(100))).isEqualTo(NOTHING);
    signs.sent(SIGN, seconds(101));
    gets(ANSWER, 102);
    assertThat(signs.look(seconds(200))).isEqualTo(NOTHING);
  }

  @Test
  void whoSentSomething_andHearsNothing_givesUpAfterTheSilence() {
    signs.reads(seconds(0));
    signs.sent(QUESTION, seconds(3));
    signs.sent(QUESTION, seconds(20));
    assertThat(signs.look(seconds(27))).isEqualTo(NOTHING);
    assertThat(signs.look(seconds(28))).isEqualTo(GIVE_UP);
  }

  @Test
  void anythingHeard_endsTheSilence() {
    signs.sent(QUESTION, seconds(3));
    gets(ANSWER, 20);
    assertThat(signs.look(seconds(100))).isEqualTo(NOTHING);
  }

  /** A large frame over a slow line takes minutes. */
  @Test
  void aPartOfAMessage_isAnsweredWithSigns_whileMoreComes() {
    signs.reads(seconds(0));
    signs.heard();
    assertThat(signs.look(seconds(5))).isEqualTo(SAY_SOMETHING);
    signs.sent(SIGN, seconds(5));
    signs.heard();
    assertThat(signs.look(seconds(40))).isEqualTo(SAY_SOMETHING);
  }

  @Test
  void aPartOfAMessage_withoutTheRest_isNotWaitedForLonger() {
    signs.reads(seconds(0));
    signs.heard();
    assertThat(signs.look(seconds(5))).isEqualTo(SAY_SOMETHING);
    signs.sent(SIGN, seconds(5));
    assertThat(signs.look(seconds(30))).isEqualTo(GIVE_UP);
  }

  @Test
  void whoIsBusyWithAMessage_saysSoAtEachTick_andBlamesNobodyElse() {
    signs.sent(QUESTION, seconds(0));
    signs.heard();
    signs.takes(PROGRESS, seconds(1));
    signs.sent(QUESTION, seconds(2));
    assertThat(signs.look(seconds(5))).as("not yet long").isEqualTo(NOTHING);
    for (int tick = 2; tick < 20; tick++) {
      assertThat(signs.look(seconds(5 * tick))).isEqualTo(SAY_SOMETHING);
      signs.sent(SIGN, seconds(5 * tick));
    }

    signs.reads(seconds(100));
    assertThat(signs.look(seconds(120))).isEqualTo(NOTHING);
    assertThat(signs.look(seconds(125))).isEqualTo(GIVE_UP);
  }

  private void gets(Message message, int atSeconds) {
    signs.heard();
    signs.takes(message, seconds(atSeconds));
    signs.reads(seconds(atSeconds));
  }

  private static long seconds(int seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
