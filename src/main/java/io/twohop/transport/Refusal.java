package io.twohop.transport;

/** Why a hub does not let somebody in. */
public enum Refusal {
  /** The key is no member's: never joined, or removed. */
  UNKNOWN_KEY(1),
  /** No token with this secret: mistyped, revoked, or of another hub. */
  TOKEN_UNKNOWN(2),
  TOKEN_EXPIRED(3),
  TOKEN_USED_UP(4),
  /** The token is bound to addresses, and this is none of them. */
  TOKEN_NOT_FROM_HERE(5),
  /** Another machine has proved a newer counter: this is a copy, or a restored image. */
  STALE(6),
  /** The versions of the protocol do not fit. */
  PROTOCOL(7),
  /** The hub does not serve this site. */
  UNKNOWN_SITE(8);

  private final int code;

  Refusal(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
