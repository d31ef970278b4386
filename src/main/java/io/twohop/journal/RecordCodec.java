package io.twohop.journal;

import io.twohop.core.hub.JournalRecord;
import io.twohop.core.message.Verdict;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.MemberId;
import io.twohop.model.Operation;
import io.twohop.wire.Decoder;
import io.twohop.wire.Encoder;
import io.twohop.wire.EntryCodec;
import io.twohop.wire.OperationCodec;
import io.twohop.wire.ProtocolViolation;
import io.twohop.wire.VerdictCodec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of the journal as bytes: the same tagged fields as on the wire, and the same encodings
 * of operations and verdicts. Fields: 1 kind, 2 seq, 3 author, 4 number, 5 digest, 6 operation (one
 * each), 7 verdict (one each), 8 content (one each), 9 term.
 */
final class RecordCodec {
  private static final int TERM = 1;
  private static final int ACCEPTED = 2;
  private static final int ANSWERED = 3;

  private RecordCodec() {}

  static byte[] encode(JournalRecord record) {
    Encoder out = new Encoder();
    switch (record) {
      case JournalRecord.Term t -> out.unsigned(1, TERM).fixed64(9, t.term());
      case JournalRecord.Accepted a -> {
        out.unsigned(1, ACCEPTED).unsigned(2, a.seq());
        writeAnswer(out, a.author(), a.number(), a.digest(), a.verdicts());
        a.operations().forEach(operation -> OperationCodec.write(out, 6, operation));
        a.contents().forEach(content -> out.bytes(8, content.shared()));
      }
      case JournalRecord.Answered a -> {
        out.unsigned(1, ANSWERED);
        writeAnswer(out, a.author(), a.number(), a.digest(), a.verdicts());
      }
    }
    return out.toArray();
  }

  private static void writeAnswer(
      Encoder out, MemberId author, long number, ContentHash digest, List<Verdict> verdicts) {
    out.fixed64(3, author.bits()).unsigned(4, number);
    EntryCodec.writeHash(out, 5, digest);
    verdicts.forEach(verdict -> VerdictCodec.write(out, 7, verdict));
  }

  /**
   * The record in these bytes.
   *
   * @throws ProtocolViolation if they are none that this program knows
   */
  static JournalRecord decode(byte[] payload) throws ProtocolViolation {
    Decoder in = new Decoder(payload);
    int kind = 0;
    long seq = 0;
    long author = 0;
    long number = 0;
    ContentHash digest = null;
    List<Operation> operations = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    List<Bytes> contents = new ArrayList<>();
    long term = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> kind = in.smallUpTo(ANSWERED);
        case 2 -> seq = in.seq();
        case 3 -> author = in.fixed64();
        case 4 -> number = in.unsigned();
        case 5 -> digest = EntryCodec.readHash(in);
        case 6 -> operations.add(OperationCodec.read(in, Integer.MAX_VALUE));
        case 7 -> verdicts.add(VerdictCodec.read(in));
        case 8 -> contents.add(in.immutableBytes(Integer.MAX_VALUE));
        case 9 -> term = in.fixed64();
        default -> in.skip();
      }
    }
    MemberId by = new MemberId(author);
    return switch (kind) {
      case TERM -> new JournalRecord.Term(term);
      case ACCEPTED ->
          new JournalRecord.Accepted(
              seq, by, number, required(digest), operations, verdicts, contents);
      case ANSWERED -> new JournalRecord.Answered(by, number, required(digest), verdicts);
      default -> throw new ProtocolViolation("a record of no known kind: " + kind);
    };
  }

  private static ContentHash required(@Nullable ContentHash digest) throws ProtocolViolation {
    if (digest == null) {
      throw new ProtocolViolation("a record without its proposal's digest");
    }
    return digest;
  }

  /** About how many bytes of heap a record takes. */
  static long heapBytesOf(JournalRecord.Accepted record) {
    long bytes = 200 + 16L * record.verdicts().size();
    for (Operation operation : record.operations()) {
      bytes += 2L * OperationCodec.sizeBoundOf(operation);
    }
    for (Bytes content : record.contents()) {
      bytes += 32 + content.length();
    }
    return bytes;
  }
}
