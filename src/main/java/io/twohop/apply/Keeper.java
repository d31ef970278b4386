package io.twohop.apply;

/** Takes displaced versions over instead of having them deleted; no member has one yet. */
@FunctionalInterface
public interface Keeper {
  /**
   * Offers something that has left the tree and that nobody writes to any more.
   *
   * @return true if it was renamed out of the stage; otherwise it is deleted there
   */
  boolean take(Displacement displaced);
}
