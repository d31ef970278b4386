package io.twohop.core.hub;

import io.twohop.model.ContentHash;

/** The hub's store of large contents, for asking only. */
public interface Contents {
  /** Whether this content is here, durable and verified. */
  boolean has(ContentHash content);
}
