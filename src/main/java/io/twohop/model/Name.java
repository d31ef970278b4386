package io.twohop.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One component of a path as Linux sees it: 1 to {@value #MAX_BYTES} bytes, any but {@code /} and
 * NUL, and neither {@code .} nor {@code ..}.
 *
 * <p>Names are ordered by their unsigned bytes.
 */
public final class Name implements Comparable<Name> {
  /** LIMIT: NAME_MAX of Linux's file systems, see path_resolution(7). */
  public static final int MAX_BYTES = 255;

  private final byte[] bytes;

  private Name(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The name that these bytes are, copied.
   *
   * @throws IllegalArgumentException if no entry of a directory can be called so
   */
  public static Name of(byte[] bytes) {
    String fault = faultOf(bytes);
    if (!fault.isEmpty()) {
      throw new IllegalArgumentException("not a name: " + Escaped.text(bytes) + " " + fault);
    }
    return new Name(bytes.clone());
  }

  /** The name with the UTF-8 bytes of {@code text}. */
  public static Name of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String faultOf(byte[] bytes) {
    if (bytes.length == 0) {
      return "is empty";
    }
    if (bytes.length > MAX_BYTES) {
      return "has " + bytes.length + " bytes, more than " + MAX_BYTES;
    }
    for (byte b : bytes) {
      if (b == 0 || b == '/') {
        return "holds a slash or a NUL";
      }
    }
    boolean dots = bytes[0] == '.' && (bytes.length == 1 || (bytes.length == 2 && bytes[1] == '.'));
    return dots ? "means a directory itself or its parent" : "";
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

  /** The bytes themselves, for reading only. */
  public byte[] shared() {
    return bytes;
  }

  /** Safe text for logs and reports, see {@link Escaped}. */
  public String forPeople() {
    return Escaped.text(bytes);
  }

  @Override
  public int compareTo(Name other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Name that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return forPeople();
  }
}
