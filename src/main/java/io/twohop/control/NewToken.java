package io.twohop.control;

import java.time.Instant;

/**
 * An invitation, just made.
 *
 * @param id by which it can be listed and revoked
 * @param token the secret itself; nobody can show it again
 */
public record NewToken(String id, String token, Instant expiresAt) {}
