package io.twohop.control;

import java.time.Duration;
import java.util.Optional;

/**
 * What an invitation shall be good for.
 *
 * @param uses how many servers it lets in; empty: any number
 * @param from the addresses it may be used from, in CIDR form; empty: any
 */
public record TokenWish(
    String role, Duration lifetime, Optional<Integer> uses, Optional<String> from) {}
