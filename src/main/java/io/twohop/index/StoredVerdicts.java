package io.twohop.index;

import io.twohop.core.message.Verdict;
import io.twohop.model.MemberId;
import io.twohop.model.NodeId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The column {@code answer.verdicts}: for each verdict a byte of its kind, then for 2 (known) the
 * seq, for 3 (alias) maker and counter of loser and winner, for 4 (lost) a byte of the reason; all
 * numbers 8 bytes, big-endian. A run of equal verdicts is 5 and its length in 4 bytes before them.
 */
final class StoredVerdicts {
  private static final int ACCEPTED = 0;
  private static final int REWRITTEN = 1;
  private static final int KNOWN = 2;
  private static final int ALIAS = 3;
  private static final int LOST = 4;
  private static final int RUN = 5;

  /** An alias, with the run before it. */
  private static final int MAX_BYTES_EACH = 5 + 1 + 4 * Long.BYTES;

  private StoredVerdicts() {}

  static byte[] encode(List<Verdict> verdicts) {
    ByteBuffer out = ByteBuffer.allocate(Math.max(1, verdicts.size()) * MAX_BYTES_EACH);
    int at = 0;
    while (at < verdicts.size()) {
      Verdict verdict = verdicts.get(at);
      int end = at + 1;
      while (end < verdicts.size() && verdicts.get(end).equals(verdict)) {
        end++;
      }
      if (end - at > 1) {
        out.put((byte) RUN).putInt(end - at);
      }
      encode(verdict, out);
      at = end;
    }
    return java.util.Arrays.copyOf(out.array(), out.position());
  }

  private static void encode(Verdict verdict, ByteBuffer out) {
    switch (verdict) {
      case Verdict.Accepted a -> out.put((byte) ACCEPTED);
      case Verdict.Rewritten r -> out.put((byte) REWRITTEN);
      case Verdict.Known k -> out.put((byte) KNOWN).putLong(k.seq());
      case Verdict.Alias a -> {
        out.put((byte) ALIAS);
        node(a.loser(), out);
        node(a.winner(), out);
      }
      case Verdict.Lost l -> out.put((byte) LOST).put((byte) number(l.reason()));
    }
  }

  private static void node(NodeId node, ByteBuffer out) {
    out.putLong(node.maker().bits()).putLong(node.counter());
  }

  /**
   * The verdicts in these bytes.
   *
   * @throws IllegalArgumentException if they are none
   */
  static List<Verdict> decode(byte[] stored) {
    ByteBuffer in = ByteBuffer.wrap(stored);
    List<Verdict> verdicts = new ArrayList<>();
    try {
      while (in.hasRemaining()) {
        int kind = in.get();
        int count = kind == RUN ? in.getInt() : 1;
        Verdict verdict = decode(kind == RUN ? in.get() : kind, in);
        for (int i = 0; i < count; i++) {
          verdicts.add(verdict);
        }
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("verdicts end early", e);
    }
    return verdicts;
  }

  private static Verdict decode(int kind, ByteBuffer in) {
    return switch (kind) {
      case ACCEPTED -> new Verdict.Accepted();
      case REWRITTEN -> new Verdict.Rewritten();
      case KNOWN -> new Verdict.Known(in.getLong());
      case ALIAS -> {
        NodeId loser = node(in);
        yield new Verdict.Alias(loser, node(in));
      }
      case LOST -> new Verdict.Lost(reason(in.get()));
      default -> throw new IllegalArgumentException("no such verdict: " + kind);
    };
  }

  private static NodeId node(ByteBuffer in) {
    MemberId maker = new MemberId(in.getLong());
    return new NodeId(maker, in.getLong());
  }

  /** WHY: not the ordinal, which would change with the order of the source. */
  private static int number(Verdict.Reason reason) {
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

  private static Verdict.Reason reason(int number) {
    for (Verdict.Reason reason : Verdict.Reason.values()) {
      if (number(reason) == number) {
        return reason;
      }
    }
    throw new IllegalArgumentException("no such reason: " + number);
  }
}
