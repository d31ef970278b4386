package io.twohop.scan;

import io.twohop.model.Facets;
import io.twohop.posix.ErrnoException;
import io.twohop.posix.Stat;
import io.twohop.tree.Directory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The directories that came into the tree whole and are being read. */
final class Arrivals {
  /** Told of a node that an arrival takes the name from. */
  interface Displacing {
    void missing(KnownNode node);
  }

  private final Scene scene;
  private final Map<Place, Arrival> underWay = new LinkedHashMap<>();

  Arrivals(Scene scene) {
    this.scene = scene;
  }

  /** Begins to read a directory; does nothing if it is being read already. */
  void start(Place place, Stat top) {
    if (!isReading(place, top)) {
      underWay.put(place, new Arrival(scene, place, top));
    }
  }

  void cancel(Place place) {
    underWay.remove(place);
  }

  /** Whether this very directory is being read. */
  boolean isReading(Place place, Stat top) {
    Arrival arrival = underWay.get(place);
    return arrival != null && arrival.isOf(top);
  }

  boolean isUnderWay(Place place) {
    return underWay.containsKey(place);
  }

  boolean isEmpty() {
    return underWay.isEmpty();
  }

  /** {@link Long#MIN_VALUE} if one can go on now, {@link Long#MAX_VALUE} if none has a time. */
  long nextDueNanos() {
    long next = Long.MAX_VALUE;
    for (Arrival arrival : underWay.values()) {
      next = Math.min(next, arrival.nextDueNanos());
    }
    return next;
  }

  /** Does up to {@code budget} steps; returns how many, 0 when all wait. */
  int step(int budget, Displacing displacing) {
    int done = 0;
    for (Arrival arrival : List.copyOf(underWay.values())) {
      Arrival.Progress progress = Arrival.Progress.GOING_ON;
      while (done < budget && progress == Arrival.Progress.GOING_ON) {
        progress = arrival.step();
        done++;
      }
      switch (progress) {
        case GOING_ON -> arrival.tell();
        case WAITING -> {
          arrival.tell();
          done--;
        }
        case COMPLETE, GIVEN_UP -> {
          if (progress == Arrival.Progress.COMPLETE && !arrival.mayBeTold()) {
            arrival.tell();
            done--;
            continue;
          }
          underWay.remove(arrival.place());
          end(arrival, progress == Arrival.Progress.COMPLETE, displacing);
        }
      }
    }
    return done;
  }

  private void end(Arrival arrival, boolean complete, Displacing displacing) {
    Place place = arrival.place();
    Stat now = lookAt(place);
    if (now == null || !arrival.isOf(now) || scene.isReported(place, scene.at(place))) {
      scene.agenda.touch(place);
      return;
    }
    KnownNode at = scene.at(place);
    KnownNode node = at != null && at.entry().isDirectory() ? at : null;
    if (at != null && node == null) {
      displacing.missing(at);
    }
    if (complete) {
      scene.found(arrival.finding(node));
    } else {
      scene.found(
          Comparison.present(
              node,
              place,
              scene.directoryEntry(arrival.top()),
              node == null
                  ? Facets.ALL
                  : Comparison.directory(node, arrival.top(), scene.directoryEntry(arrival.top())),
              Prints.of(arrival.top()),
              null));
    }
    scene.expected.put(place, Prints.of(arrival.top()));
    if (!Prints.sameMetadata(Prints.of(arrival.top()), now)) {
      // It was told as it came; what a chmod made of it meanwhile is found like any other.
      scene.agenda.touch(place);
    }
  }

  private @Nullable Stat lookAt(Place place) {
    Directory parent = scene.open(place.parent());
    try {
      return parent == null ? null : parent.lookAt(place.name());
    } catch (ErrnoException unknown) {
      return null;
    }
  }
}
