package io.twohop.core.message;

/** A term of the hub, and the last seq of it that somebody has. */
public record TermEnd(long term, long lastSeq) {}
