package io.twohop.control;

import java.util.Locale;

/**
 * Where a daemon stands in its life, as far as a load balancer has to know: may this server start,
 * or must it stop, taking traffic? It goes down this list and never back, except that {@link
 * #REMOVED} can end any.
 */
public enum Phase {
  /** The tree is being looked at. */
  STARTING,
  /** What the hub has is not all here yet, for the first time since the start. */
  CATCHING_UP,
  /** It has been caught up once; stays so when the hub is away or the lag grows. */
  READY,
  /** On its way out, because somebody asked. */
  DRAINING,
  /** The hub does not know it any more. */
  REMOVED;

  public boolean takesTraffic() {
    return this == READY;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
