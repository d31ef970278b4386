package io.twohop.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a file's content, its 32 bytes as four big-endian longs. */
public record ContentHash(long a, long b, long c, long d) implements Comparable<ContentHash> {
  public static final int LENGTH_BYTES = 32;

  /**
   * The hash in these 32 bytes.
   *
   * @throws IllegalArgumentException if there are not 32
   */
  public static ContentHash of(byte[] digest) {
    if (digest.length != LENGTH_BYTES) {
      throw new IllegalArgumentException("a content hash has 32 bytes, not " + digest.length);
    }
    ByteBuffer in = ByteBuffer.wrap(digest);
    return new ContentHash(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  /**
   * The hash in 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static ContentHash ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /** The hash of this content. */
  public static ContentHash ofContent(Bytes content) {
    return of(digest().digest(content.shared()));
  }

  /** Takes a content in pieces; {@link #of} makes a hash of what it gives. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public byte[] toArray() {
    return ByteBuffer.allocate(LENGTH_BYTES).putLong(a).putLong(b).putLong(c).putLong(d).array();
  }

  public String hex() {
    return HexFormat.of().formatHex(toArray());
  }

  @Override
  public int compareTo(ContentHash o) {
    int first = Long.compareUnsigned(a, o.a);
    int second = first != 0 ? first : Long.compareUnsigned(b, o.b);
    int third = second != 0 ? second : Long.compareUnsigned(c, o.c);
    return third != 0 ? third : Long.compareUnsigned(d, o.d);
  }

  @Override
  public String toString() {
    return hex().substring(0, 12);
  }
}
