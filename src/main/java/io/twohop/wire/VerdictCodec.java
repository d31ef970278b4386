package io.twohop.wire;

import static io.twohop.wire.EntryCodec.required;

import io.twohop.core.message.Verdict;
import io.twohop.model.NodeId;

/** What the hub made of operations. */
public final class VerdictCodec {
  private static final int ACCEPTED = 1;
  private static final int REWRITTEN = 2;
  private static final int KNOWN = 3;
  private static final int ALIAS = 4;
  private static final int LOST = 5;

  private VerdictCodec() {}

  public static void write(Encoder out, int field, Verdict verdict) {
    int begun = out.begin(field);
    switch (verdict) {
      case Verdict.Accepted accepted -> out.unsigned(1, ACCEPTED);
      case Verdict.Rewritten rewritten -> out.unsigned(1, REWRITTEN);
      case Verdict.Known known -> out.unsigned(1, KNOWN).unsigned(2, known.seq());
      case Verdict.Alias alias -> {
        out.unsigned(1, ALIAS);
        EntryCodec.writeNode(out, 3, alias.loser());
        EntryCodec.writeNode(out, 4, alias.winner());
      }
      case Verdict.Lost lost -> out.unsigned(1, LOST).unsigned(5, codeOf(lost.reason()));
    }
    out.end(begun);
  }

  public static Verdict read(Decoder in) throws ProtocolViolation {
    Decoder inner = in.record();
    int kind = 0;
    long seq = 0;
    NodeId loser = null;
    NodeId winner = null;
    int reason = 0;
    while (inner.next()) {
      switch (inner.field()) {
        case 1 -> kind = inner.smallUpTo(LOST);
        case 2 -> seq = inner.seq();
        case 3 -> loser = EntryCodec.readNode(inner);
        case 4 -> winner = EntryCodec.readNode(inner);
        case 5 -> reason = inner.smallUpTo(255);
        default -> inner.skip();
      }
    }
    return switch (kind) {
      case ACCEPTED -> new Verdict.Accepted();
      case REWRITTEN -> new Verdict.Rewritten();
      case KNOWN -> new Verdict.Known(seq);
      case ALIAS ->
          new Verdict.Alias(required(loser, "an alias' loser"), required(winner, "its winner"));
      case LOST -> new Verdict.Lost(reasonOf(reason));
      default -> throw new ProtocolViolation("a verdict of no known kind: " + kind);
    };
  }

  /** WHY: not the ordinal, so that the order in the source means nothing. */
  private static int codeOf(Verdict.Reason reason) {
    return switch (reason) {
      case CONTENT -> 1;
      case METADATA -> 2;
      case NAME_TAKEN -> 3;
      case MOVED -> 4;
      case CYCLE -> 5;
      case EDITED -> 6;
      case REMOVED -> 7;
      case SET -> 8;
      case WITHDRAWN -> 9;
    };
  }

  private static Verdict.Reason reasonOf(int code) throws ProtocolViolation {
    for (Verdict.Reason reason : Verdict.Reason.values()) {
      if (codeOf(reason) == code) {
        return reason;
      }
    }
    throw new ProtocolViolation("a verdict for no known reason: " + code);
  }
}
