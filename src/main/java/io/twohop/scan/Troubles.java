package io.twohop.scan;

import io.twohop.posix.ErrnoException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in trouble now, each told once for as long as it lasts. */
final class Troubles {
  /** LIMIT: beyond so many places the oldest is forgotten and may be told a second time. */
  private static final int REMEMBERED = 10_000;

  private final Map<Place, Trouble> told = new LinkedHashMap<>();
  private final List<Trouble> news = new ArrayList<>();
  private boolean unwatched;
  private boolean rootLost;

  /** The last that was told; there may be unwatched directories after a watch has succeeded. */
  private Trouble.@Nullable Unwatched lastUnwatched;

  private Trouble.@Nullable RootUnreadable rootUnreadable;

  void at(Place place, Trouble trouble) {
    if (trouble.equals(told.put(place, trouble))) {
      return;
    }
    news.add(trouble);
    if (told.size() > REMEMBERED) {
      told.remove(told.keySet().iterator().next());
    }
  }

  void unreadable(Place place, ErrnoException refused) {
    at(
        place,
        new Trouble.Unreadable(
            place.parent(), place.name(), refused.number(), String.valueOf(refused.getMessage())));
  }

  void unwatched(Trouble.Unwatched trouble) {
    if (!unwatched) {
      unwatched = true;
      lastUnwatched = trouble;
      news.add(trouble);
    }
  }

  void watched() {
    unwatched = false;
  }

  void rootNotInPlace(boolean lost) {
    if (lost && !rootLost) {
      news.add(new Trouble.RootNotInPlace());
    }
    rootLost = lost;
  }

  void rootUnreadable(ErrnoException refused) {
    if (rootUnreadable == null) {
      rootUnreadable =
          new Trouble.RootUnreadable(refused.number(), String.valueOf(refused.getMessage()));
      news.add(rootUnreadable);
    }
  }

  void rootReadable() {
    rootUnreadable = null;
  }

  boolean isRootUnreadable() {
    return rootUnreadable != null;
  }

  /**
   * What is in trouble now, the oldest first.
   *
   * @param someUnwatched whether there are directories without a watch
   */
  List<Trouble> current(boolean someUnwatched) {
    List<Trouble> all = new ArrayList<>(told.values());
    if (someUnwatched && lastUnwatched != null) {
      all.add(lastUnwatched);
    }
    if (rootLost) {
      all.add(new Trouble.RootNotInPlace());
    }
    if (rootUnreadable != null) {
      all.add(rootUnreadable);
    }
    return all;
  }

  /** How long the list of {@link #current} is. */
  int count(boolean someUnwatched) {
    return told.size()
        + (someUnwatched && lastUnwatched != null ? 1 : 0)
        + (rootLost ? 1 : 0)
        + (rootUnreadable != null ? 1 : 0);
  }

  /** It is as it should be there, or nothing is. */
  void clear(Place place) {
    told.remove(place);
  }

  List<Trouble> takeNews() {
    List<Trouble> taken = List.copyOf(news);
    news.clear();
    return taken;
  }
}
