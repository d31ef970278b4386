package io.twohop.scan;

import io.twohop.posix.ErrnoException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is in trouble now, each told once for as long as it lasts. */
final class Troubles {
  /** LIMIT: beyond so many places the oldest is forgotten and may be told a second time. */
  private static final int REMEMBERED = 10_000;

  private final Map<Place, Trouble> told = new LinkedHashMap<>();
  private final List<Trouble> news = new ArrayList<>();
  private boolean unwatched;
  private boolean rootLost;
  private boolean rootUnreadable;

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
    if (!rootUnreadable) {
      rootUnreadable = true;
      news.add(new Trouble.RootUnreadable(refused.number(), String.valueOf(refused.getMessage())));
    }
  }

  void rootReadable() {
    rootUnreadable = false;
  }

  boolean isRootUnreadable() {
    return rootUnreadable;
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
