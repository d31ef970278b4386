package io.twohop.model;

import java.util.Arrays;

/** An immutable run of bytes that compares by value, in unsigned lexicographic order. */
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The bytes of {@code source}, copied. */
  public static Bytes copyOf(byte[] source) {
    return source.length == 0 ? EMPTY : new Bytes(source.clone());
  }

  /** The bytes {@code from} (inclusive) to {@code to} (exclusive) of {@code source}, copied. */
  public static Bytes copyOf(byte[] source, int from, int to) {
    return new Bytes(Arrays.copyOfRange(source, from, to));
  }

  /** Takes {@code owned} over without a copy; the caller must never write to it again. */
  public static Bytes owning(byte[] owned) {
    return new Bytes(owned);
  }

  public int length() {
    return bytes.length;
  }

  public byte at(int index) {
    return bytes[index];
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /**
   * The bytes themselves, for reading only: what is written here would change a value that others
   * hold.
   */
  public byte[] shared() {
    return bytes;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Text for people, see {@link Escaped}. */
  @Override
  public String toString() {
    return Escaped.text(bytes);
  }
}
