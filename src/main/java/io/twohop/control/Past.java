package io.twohop.control;

/**
 * A version that was overwritten or removed.
 *
 * @param reason {@code overwritten} or {@code removed}
 * @param path where it was in the tree, escaped
 * @param change the number of the change that overwrote or removed it
 * @param member whose change that was
 * @param sizeBytes 0 for what is not a file
 */
public record Past(
    String id, String reason, String path, long change, String member, long sizeBytes) {}
