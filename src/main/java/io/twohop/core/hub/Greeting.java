package io.twohop.core.hub;

import io.twohop.core.message.Message;
import io.twohop.core.message.Message.Start;
import io.twohop.core.message.TermEnd;
import java.util.List;

/**
 * How a member gets up to date, from what it says of the terms it has; see terms in {@code
 * docs/protocol.md}.
 */
record Greeting(Start start, long commonSeq) {
  /** LIMIT: terms told to a member; a member that has none of them gets the present state. */
  static final int TERMS_TOLD = 64;

  static Greeting of(Message.Hello hello, List<TermEnd> ours, long floorSeq) {
    if (hello.terms().isEmpty()) {
      return new Greeting(Start.PRESENT, 0);
    }
    long common = 0;
    for (TermEnd theirs : hello.terms()) {
      for (TermEnd own : ours) {
        if (own.term() == theirs.term()) {
          common = Math.max(common, Math.min(own.lastSeq(), theirs.lastSeq()));
        }
      }
    }
    if (hello.terms().getLast().lastSeq() > common) {
      return new Greeting(Start.LOST_TAIL, common);
    }
    boolean within = hello.settled().low() + 1 >= floorSeq;
    return new Greeting(within ? Start.CHANGES : Start.PRESENT, common);
  }
}
