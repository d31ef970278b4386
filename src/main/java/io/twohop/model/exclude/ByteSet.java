package io.twohop.model.exclude;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.function.IntPredicate;

/** Sets of bytes by unsigned value, and their notation {@code [a-z]}. */
final class ByteSet {
  /** A set and the index behind its closing bracket. */
  record Parsed(BitSet bytes, int end) {}

  private ByteSet() {}

  static BitSet only(byte b) {
    return where(c -> c == (b & 0xff));
  }

  static BitSet allButSlash() {
    return where(b -> b != '/');
  }

  private static BitSet where(IntPredicate contained) {
    BitSet bytes = new BitSet(256);
    for (int b = 0; b < 256; b++) {
      bytes.set(b, contained.test(b));
    }
    return bytes;
  }

  /**
   * Reads a set such as {@code [a-z_]}, {@code [!0-9]}, {@code [[:alpha:]]} or {@code []x]}; a
   * slash is never in it.
   *
   * @param open where its opening bracket stands
   */
  static Parsed parse(byte[] pattern, int open) {
    int at = open + 1;
    boolean negated = at < pattern.length && (pattern[at] == '!' || pattern[at] == '^');
    if (negated) {
      at++;
    }
    BitSet bytes = new BitSet(256);
    int first = at;
    int rangeFrom = -1;
    while (byteAt(pattern, at) != ']' || at == first) {
      int b = byteAt(pattern, at);
      int next = byteAt(pattern, at + 1);
      if (b == '[' && next == ':' && classEnd(pattern, at) >= 0) {
        int end = classEnd(pattern, at);
        bytes.or(classOf(new String(pattern, at + 2, end - at - 2, StandardCharsets.UTF_8)));
        rangeFrom = -1;
        at = end + 2;
      } else if (b == '-' && rangeFrom >= 0 && next != ']') {
        boolean escaped = next == '\\';
        int rangeTo = escaped ? byteAt(pattern, at + 2) : next;
        bytes.set(rangeFrom, Math.max(rangeFrom, rangeTo + 1));
        rangeFrom = -1;
        at += escaped ? 3 : 2;
      } else {
        boolean escaped = b == '\\';
        rangeFrom = escaped ? next : b;
        bytes.set(rangeFrom);
        at += escaped ? 2 : 1;
      }
    }
    if (negated) {
      bytes.flip(0, 256);
    }
    bytes.clear('/');
    return new Parsed(bytes, at + 1);
  }

  private static int byteAt(byte[] pattern, int at) {
    if (at >= pattern.length) {
      throw new IllegalArgumentException(
          "has a '[' without its ']'; a bracket that means itself is written \\[");
    }
    return pattern[at] & 0xff;
  }

  /** Where the {@code :]} of the class that opens here begins, or -1 if this is no class. */
  private static int classEnd(byte[] pattern, int open) {
    for (int i = open + 2; i + 1 < pattern.length; i++) {
      if (pattern[i] == ']') {
        return -1;
      }
      if (pattern[i] == ':' && pattern[i + 1] == ']') {
        return i;
      }
    }
    return -1;
  }

  /** The classes of POSIX in the C locale. */
  private static BitSet classOf(String name) {
    return where(
        switch (name) {
          case "alpha" -> ByteSet::isAlpha;
          case "digit" -> ByteSet::isDigit;
          case "alnum" -> b -> isAlpha(b) || isDigit(b);
          case "upper" -> b -> b >= 'A' && b <= 'Z';
          case "lower" -> b -> b >= 'a' && b <= 'z';
          case "blank" -> b -> b == ' ' || b == '\t';
          case "space" -> b -> b == ' ' || (b >= '\t' && b <= '\r');
          case "cntrl" -> b -> b < ' ' || b == 0x7f;
          case "graph" -> ByteSet::isGraph;
          case "print" -> b -> b == ' ' || isGraph(b);
          case "punct" -> b -> isGraph(b) && !isAlpha(b) && !isDigit(b);
          case "xdigit" -> b -> isDigit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
          default -> throw new IllegalArgumentException("has the unknown class [:" + name + ":]");
        });
  }

  private static boolean isAlpha(int b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isGraph(int b) {
    return b > ' ' && b < 0x7f;
  }
}
