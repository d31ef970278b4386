package io.twohop.apply;

import io.twohop.model.Obstacle;

/** An action could not be carried out and has left the tree as it was. Stays inside this room. */
@SuppressWarnings("serial") // never serialised
final class Hindered extends RuntimeException {
  private final Obstacle obstacle;

  Hindered(Obstacle obstacle) {
    super(obstacle.toString(), null, false, false);
    this.obstacle = obstacle;
  }

  Obstacle obstacle() {
    return obstacle;
  }
}
