package io.twohop.daemon;

import io.twohop.core.hub.Effect;
import io.twohop.model.Name;
import java.util.List;

/** Takes what lost at the hub into the keep. */
@FunctionalInterface
interface Losses {
  /**
   * Keeps one loss. Durable when this returns; the same author, number and node is the same item.
   *
   * @param directory the path of the directory that it would have gone into, as far as it is known
   */
  void keep(Effect.Keep loss, List<Name> directory);
}
