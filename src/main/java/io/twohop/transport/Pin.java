package io.twohop.transport;

import io.twohop.model.Bytes;
import io.twohop.model.ContentHash;
import java.security.PublicKey;
import java.util.HexFormat;

/**
 * A peer's identity: SHA-256 of its public key, encoded as SubjectPublicKeyInfo (RFC 5280, 4.1).
 * Nothing else in a certificate counts.
 */
public record Pin(Bytes sha256) implements Comparable<Pin> {
  public static final int LENGTH_BYTES = 32;

  public Pin {
    if (sha256.length() != LENGTH_BYTES) {
      throw new IllegalArgumentException("a pin has 32 bytes, not " + sha256.length());
    }
  }

  public static Pin of(PublicKey key) {
    return new Pin(Bytes.owning(sha256(key.getEncoded())));
  }

  static byte[] sha256(byte[] bytes) {
    return ContentHash.digest().digest(bytes);
  }

  public String hex() {
    return HexFormat.of().formatHex(sha256.shared());
  }

  @Override
  public int compareTo(Pin other) {
    return sha256.compareTo(other.sha256);
  }

  /** Its first 16 digits, enough to tell members apart. */
  @Override
  public String toString() {
    return hex().substring(0, 16);
  }
}
