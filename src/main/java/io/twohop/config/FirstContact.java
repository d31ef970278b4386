package io.twohop.config;

/** What happens to a spoke's own content when it meets the hub for the first time. */
public enum FirstContact {
  /** Union; what differs is kept as a conflict. */
  MERGE,
  /** The hub is the truth; what only the spoke has is moved to its own keep. */
  MIRROR
}
