package io.twohop.daemon;

import io.twohop.core.hub.Effect;

/** Takes what lost at the hub into the keep. */
@FunctionalInterface
interface Losses {
  /** Durable when this returns; the same author, number and index is the same item. */
  void keep(Effect.Keep loss);
}
