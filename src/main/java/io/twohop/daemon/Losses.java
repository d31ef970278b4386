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
   * @throws NotKept if it cannot be kept now, and the hub stops
   */
  void keep(Effect.Keep loss, List<Name> directory);

  /**
   * It is not kept, and nothing is wrong with that: the hub stops. Nothing that was decided after
   * it is to be written either; who proposed it hears nothing, and proposes it again.
   */
  @SuppressWarnings("serial") // never serialised
  final class NotKept extends RuntimeException {
    NotKept(Throwable cause) {
      super("stopped before it could be kept", cause);
    }
  }
}
