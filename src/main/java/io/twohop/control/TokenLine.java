package io.twohop.control;

import java.time.Instant;
import java.util.Optional;

/**
 * An invitation that was made before.
 *
 * @param usesLeft empty: any number
 */
public record TokenLine(
    String id, String role, Instant expiresAt, Optional<Integer> usesLeft, Optional<String> from) {}
