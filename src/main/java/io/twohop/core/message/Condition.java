package io.twohop.core.message;

/**
 * How a member is, in numbers, for the hub's status; nothing is decided by it.
 *
 * @param pending local differences that the hub has not answered
 * @param blocked changes that cannot be made there
 * @param held plans that wait for a person's word
 * @param problems what cannot be watched, read or written
 */
public record Condition(long pending, long blocked, long held, long problems) {
  /** Of a member that has nothing to tell. */
  public static final Condition WELL = new Condition(0, 0, 0, 0);
}
