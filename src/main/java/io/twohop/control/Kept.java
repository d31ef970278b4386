package io.twohop.control;

import java.time.Instant;

/**
 * One item of the keep.
 *
 * @param reason {@code conflict}, {@code overwritten}, {@code removed}, {@code refused} …
 * @param path where it was in the tree, escaped
 * @param member whose content it is
 * @param sizeBytes of all its files
 */
public record Kept(
    String id, String reason, String path, String member, Instant keptAt, long sizeBytes) {}
