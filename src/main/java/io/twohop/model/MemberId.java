package io.twohop.model;

/**
 * A member's number: 64 random bits, new at every join, and for the hub's own directory at every
 * term. Never used twice.
 */
public record MemberId(long bits) implements Comparable<MemberId> {
  @Override
  public int compareTo(MemberId other) {
    return Long.compareUnsigned(bits, other.bits);
  }

  @Override
  public String toString() {
    return String.format("%016x", bits);
  }
}
