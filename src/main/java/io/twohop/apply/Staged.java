package io.twohop.apply;

import io.twohop.model.ContentHash;
import io.twohop.model.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * A file or symlink in the stage, finished: one rename makes it visible.
 *
 * @param set its fingerprint with all that it was given
 * @param refused facets that could not be set, see {@link Metadata#refused}
 * @param content its content; of a symlink the hash of its target
 * @param keepsName it is the stage's {@code content-…} itself, and stays if it is not used
 */
record Staged(
    String stageName,
    Fingerprint set,
    String refused,
    @Nullable ContentHash content,
    boolean keepsName) {}
