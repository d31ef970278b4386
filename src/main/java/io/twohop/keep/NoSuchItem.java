package io.twohop.keep;

/** An operator named an item that is not in the keep. */
@SuppressWarnings("serial") // never serialised
public final class NoSuchItem extends RuntimeException {
  NoSuchItem(String id) {
    super("the keep has no item " + id);
  }
}
