package io.twohop.wire;

import io.twohop.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the tagged fields of one record, see {@link Encoder}.
 *
 * <pre>
 *   while (in.next()) {
 *     switch (in.field()) {
 *       case 1 -&gt; seq = in.seq();
 *       default -&gt; in.skip();
 *     }
 *   }
 * </pre>
 *
 * <p>Never reads beyond its end, never allocates more than what is there.
 */
public final class Decoder {
  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int kind;

  public Decoder(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads the bytes {@code from} (inclusive) to {@code to} (exclusive), without a copy. */
  public Decoder(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /** Moves to the next field; false at the end of the record. */
  public boolean next() throws ProtocolViolation {
    if (at == end) {
      return false;
    }
    long tag = varint();
    long number = tag >>> 3;
    if (number == 0 || number > Integer.MAX_VALUE) {
      throw new ProtocolViolation(
          "a field cannot have the number " + Long.toUnsignedString(number));
    }
    field = (int) number;
    kind = (int) (tag & 7);
    return true;
  }

  /** The number of the present field. */
  public int field() {
    return field;
  }

  /** Passes over a field that this version does not know. */
  public void skip() throws ProtocolViolation {
    switch (kind) {
      case 0 -> varint();
      case 1 -> raw64();
      case 2 -> {
        int length = length();
        at += length;
      }
      default -> throw new ProtocolViolation("field " + field + " is of no known kind: " + kind);
    }
  }

  /** Any 64 bits. */
  public long unsigned() throws ProtocolViolation {
    expect(Encoder.Kind.VARINT);
    return varint();
  }

  public long signed() throws ProtocolViolation {
    long zigzag = unsigned();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  /** A number from 0 to 2^63-1: a seq, a size, an offset. */
  public long seq() throws ProtocolViolation {
    return upTo(Long.MAX_VALUE);
  }

  /** A number from 0 to {@code max}. */
  public long upTo(long max) throws ProtocolViolation {
    long value = unsigned();
    if (value < 0 || value > max) {
      throw new ProtocolViolation(
          "field " + field + " is " + Long.toUnsignedString(value) + ", more than " + max);
    }
    return value;
  }

  /** An int from 0 to {@code max}. */
  public int smallUpTo(int max) throws ProtocolViolation {
    return (int) upTo(max);
  }

  public boolean flag() throws ProtocolViolation {
    return upTo(1) == 1;
  }

  public long fixed64() throws ProtocolViolation {
    expect(Encoder.Kind.FIXED64);
    return raw64();
  }

  /** At most {@code maxBytes} bytes, copied. */
  public byte[] bytes(int maxBytes) throws ProtocolViolation {
    int length = lengthUpTo(maxBytes);
    byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return copy;
  }

  public Bytes immutableBytes(int maxBytes) throws ProtocolViolation {
    byte[] copy = bytes(maxBytes);
    return copy.length == 0 ? Bytes.EMPTY : Bytes.owning(copy);
  }

  /** Text of at most {@code maxBytes} bytes of valid UTF-8. */
  public String text(int maxBytes) throws ProtocolViolation {
    int length = lengthUpTo(maxBytes);
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
      at += length;
      return text;
    } catch (CharacterCodingException e) {
      throw new ProtocolViolation("field " + field + " is not UTF-8");
    }
  }

  /** The record in this field. */
  public Decoder record() throws ProtocolViolation {
    expect(Encoder.Kind.BYTES);
    int length = length();
    Decoder inner = new Decoder(bytes, at, at + length);
    at += length;
    return inner;
  }

  /** Bytes not yet read. */
  int remaining() {
    return end - at;
  }

  long varint() throws ProtocolViolation {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw new ProtocolViolation("a number is cut off");
      }
      int b = bytes[at++];
      long part = b & 0x7f;
      if (shift == 63 && part > 1) {
        break;
      }
      value |= part << shift;
      if (b >= 0) {
        if (b == 0 && shift > 0) {
          throw new ProtocolViolation("a number is written longer than it needs");
        }
        return value;
      }
    }
    throw new ProtocolViolation("a number has more than 64 bits");
  }

  long raw64() throws ProtocolViolation {
    if (remaining() < 8) {
      throw new ProtocolViolation("eight bytes are wanted, " + remaining() + " are left");
    }
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (bytes[at++] & 0xff);
    }
    return value;
  }

  private int lengthUpTo(int maxBytes) throws ProtocolViolation {
    expect(Encoder.Kind.BYTES);
    int length = length();
    if (length > maxBytes) {
      throw new ProtocolViolation(
          "field " + field + " has " + length + " bytes, more than " + maxBytes);
    }
    return length;
  }

  private int length() throws ProtocolViolation {
    long length = varint();
    if (length < 0 || length > remaining()) {
      throw new ProtocolViolation(
          "field "
              + field
              + " says "
              + Long.toUnsignedString(length)
              + " bytes, "
              + remaining()
              + " are left");
    }
    return (int) length;
  }

  private void expect(Encoder.Kind wanted) throws ProtocolViolation {
    if (kind != wanted.code) {
      throw new ProtocolViolation(
          "field " + field + " is of kind " + kind + ", not " + wanted.code);
    }
  }
}
