package io.twohop.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes tagged fields into one growing array.
 *
 * <p>A field is a tag, {@code number << 3 | kind} as a varint, and a value of that {@linkplain Kind
 * kind}. A list is a field that occurs several times. Numbers that are 0 and texts that are empty
 * are left out, which reads the same.
 */
public final class Encoder {
  private static final int FIRST_CAPACITY_BYTES = 256;

  private byte[] buffer;
  private int size;

  public Encoder() {
    this(FIRST_CAPACITY_BYTES);
  }

  public Encoder(int capacityBytes) {
    buffer = new byte[Math.max(capacityBytes, 16)];
  }

  /** Bytes written so far. */
  public int size() {
    return size;
  }

  /** A copy of what was written. */
  public byte[] toArray() {
    return Arrays.copyOf(buffer, size);
  }

  /** The array written into, valid up to {@link #size}; until the next write. */
  byte[] shared() {
    return buffer;
  }

  /** A number from 0, or a flag word. */
  public Encoder unsigned(int field, long value) {
    if (value != 0) {
      tag(field, Kind.VARINT);
      varint(value);
    }
    return this;
  }

  /** A number on both sides of 0, as zigzag. */
  public Encoder signed(int field, long value) {
    return unsigned(field, (value << 1) ^ (value >> 63));
  }

  public Encoder flag(int field, boolean value) {
    return unsigned(field, value ? 1 : 0);
  }

  /** A random number, for which a varint would be longer. */
  public Encoder fixed64(int field, long value) {
    if (value != 0) {
      tag(field, Kind.FIXED64);
      raw64(value);
    }
    return this;
  }

  /** Written even if empty: it may be an element of a list. */
  public Encoder bytes(int field, byte[] value) {
    tag(field, Kind.BYTES);
    varint(value.length);
    return raw(value);
  }

  /** Text as UTF-8. */
  public Encoder text(int field, String value) {
    return value.isEmpty() ? this : bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** An element of a list of numbers: written even if 0. */
  public Encoder element(int field, long value) {
    tag(field, Kind.VARINT);
    return varint(value);
  }

  /**
   * Begins a record within the record: fields written until {@link #end} are its own.
   *
   * @return what {@code end} wants back
   */
  public int begin(int field) {
    tag(field, Kind.BYTES);
    need(1);
    size++;
    return size;
  }

  /** Ends the innermost record that was begun. */
  public void end(int begun) {
    int length = size - begun;
    int extra = varintSize(length) - 1;
    if (extra > 0) {
      need(extra);
      System.arraycopy(buffer, begun, buffer, begun + extra, length);
    }
    size = begun - 1;
    varint(length);
    size += length;
  }

  Encoder raw(byte[] value) {
    need(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
    return this;
  }

  Encoder raw64(long value) {
    need(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  Encoder varint(long value) {
    need(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
    return this;
  }

  static int varintSize(long value) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  private void tag(int field, Kind kind) {
    varint((long) field << 3 | kind.code);
  }

  private void need(int more) {
    if (buffer.length - size < more) {
      int wanted = Math.addExact(size, more);
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, buffer.length * 2L);
      buffer = Arrays.copyOf(buffer, Math.max(wanted, doubled));
    }
  }

  /** How a field's value is written. */
  enum Kind {
    /** LEB128: seven bits a byte, lowest first, the high bit on all but the last; 1 to 10 bytes. */
    VARINT(0),
    /** Eight bytes, highest first. */
    FIXED64(1),
    /** A varint length and that many bytes: contents, text, hashes, records. */
    BYTES(2);

    final int code;

    Kind(int code) {
      this.code = code;
    }
  }
}
