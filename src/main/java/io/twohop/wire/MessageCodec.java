package io.twohop.wire;

import io.twohop.core.message.Message;
import io.twohop.core.message.TermEnd;
import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import io.twohop.model.NodeState;
import io.twohop.model.Operation;
import java.security.MessageDigest;
import java.util.List;

/**
 * Every message as tagged fields, both ways. Field numbers are in {@code docs/protocol.md}; a
 * number is never used again for something else.
 */
public final class MessageCodec {
  private MessageCodec() {}

  /**
   * The message in frames.
   *
   * @throws IllegalArgumentException if it is beyond a limit: the caller should have split it, see
   *     {@link #sizeBoundOf}
   */
  public static Framed frame(Message message) {
    FrameType type = FrameType.of(message);
    Encoder out = new Encoder();
    MessageWriter.write(out, message);
    if (out.size() > type.maxBytes()) {
      throw new IllegalArgumentException(
          type + " has " + out.size() + " bytes, more than " + type.maxBytes());
    }
    return new Framed(message, FrameEncoder.frames(type.code(), out));
  }

  /** The payload alone, without frames. */
  public static byte[] encode(Message message) {
    Encoder out = new Encoder();
    MessageWriter.write(out, message);
    return out.toArray();
  }

  /**
   * The message that a payload is.
   *
   * @throws ProtocolViolation whatever is wrong with it
   */
  public static Message decode(FrameType type, byte[] bytes, int from, int to)
      throws ProtocolViolation {
    return MessageReader.read(type, new Decoder(bytes, from, to));
  }

  /**
   * What a proposal's number stands for: SHA-256 over its operations, each encoded as field 3 of a
   * proposal, tag and length included.
   */
  public static ContentHash digestOf(List<Operation> operations) {
    Encoder out = new Encoder();
    for (Operation operation : operations) {
      OperationCodec.write(out, MessageWriter.PROPOSED_OPERATION, operation);
    }
    MessageDigest sha256 = ContentHash.digest();
    sha256.update(out.shared(), 0, out.size());
    return ContentHash.of(sha256.digest());
  }

  /**
   * No less than the bytes that a message takes, without encoding it: what a queue counts, and how
   * a sender knows that a set must be split.
   */
  public static long sizeBoundOf(Message message) {
    return switch (message) {
      case Message.Chunk m -> 100L + m.bytes().length();
      case Message.Hello m -> 100L + 22L * m.terms().size() + 11L * m.settled().above().size();
      case Message.Propose m -> 100 + sizeBoundOf(m.operations()) + contentsBound(m.contents());
      case Message.Change m -> 100 + sizeBoundOf(m.operations()) + contentsBound(m.contents());
      case Message.Welcome m -> 100L + 22L * m.terms().size();
      case Message.Answer m -> 100 + 60L * m.verdicts().size();
      case Message.Present m -> {
        long sum = 100 + contentsBound(m.contents());
        for (NodeState node : m.nodes()) {
          sum += EntryCodec.sizeBoundOf(node);
        }
        yield sum;
      }
      case Message.Barrier m -> {
        long sum = 100 + 11L * m.failed().size();
        for (String name : m.waitingFor()) {
          sum += 8 + 3L * name.length();
        }
        yield sum;
      }
      case Message.Fetch m -> 100;
      case Message.Unavailable m -> 100;
      case Message.Ping m -> 100;
      case Message.Pong m -> 100;
      case Message.Progress m -> 100;
      case Message.AskBarrier m -> 100;
      case Message.Farewell m -> 100;
      case Message.PresentEnd m -> 100;
      case Message.CaughtUp m -> 100;
      case Message.Dismissed m -> 100;
    };
  }

  /** No less than the bytes that these operations take in a message. */
  public static long sizeBoundOf(List<Operation> operations) {
    long sum = 0;
    for (Operation operation : operations) {
      sum += OperationCodec.sizeBoundOf(operation);
    }
    return sum;
  }

  private static long contentsBound(List<Bytes> contents) {
    long sum = 0;
    for (Bytes content : contents) {
      sum += 8 + content.length();
    }
    return sum;
  }

  static void writeTerm(Encoder out, int field, TermEnd term) {
    int begun = out.begin(field);
    out.fixed64(1, term.term()).unsigned(2, term.lastSeq());
    out.end(begun);
  }

  static TermEnd readTerm(Decoder in) throws ProtocolViolation {
    Decoder inner = in.record();
    long term = 0;
    long lastSeq = 0;
    while (inner.next()) {
      switch (inner.field()) {
        case 1 -> term = inner.fixed64();
        case 2 -> lastSeq = inner.seq();
        default -> inner.skip();
      }
    }
    return new TermEnd(term, lastSeq);
  }
}
