package io.twohop.daemon;

import java.util.ArrayDeque;

/** What was opened so far, to be closed in the opposite order if the rest cannot be opened. */
final class Opened {
  private final ArrayDeque<AutoCloseable> things = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T thing) {
    things.push(thing);
    return thing;
  }

  /** Closes all; {@code cause} is what is to be thrown, and gets what went wrong here. */
  void closeAfter(Throwable cause) {
    for (AutoCloseable thing : things) {
      try {
        thing.close();
      } catch (Exception e) {
        cause.addSuppressed(e);
      }
    }
  }
}
