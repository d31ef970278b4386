package io.twohop.wire;

/**
 * One frame as it arrived: its type byte without the flag, whether more fragments of the same
 * message follow, and the payload, which its receiver owns.
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Frame(int type, boolean moreFollows, byte[] payload) {}
