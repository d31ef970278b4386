package io.twohop.index;

/**
 * The time whose changes to the tree were perhaps not flushed when the machine stopped: from the
 * beginning of the last settlement until the machine ran again.
 *
 * @param sinceSeconds since 1970, by the clock that stamps the inodes of the tree
 * @param untilSeconds likewise, not included
 */
public record Unflushed(long sinceSeconds, long untilSeconds) {}
