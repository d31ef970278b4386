package io.twohop.daemon;

import io.twohop.core.hub.Effect;

/** What lost, as people read it. */
final class Lost {
  private Lost() {}

  static String text(Effect.Keep keep) {
    return "conflict: "
        + keep.loss().name().forPeople()
        + " of member "
        + keep.author()
        + " was not taken: the hub has something else there";
  }
}
