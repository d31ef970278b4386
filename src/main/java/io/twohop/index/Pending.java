package io.twohop.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What was written and is not committed yet: the newest value of each key. A settlement takes what
 * is there, commits it elsewhere, and drops it here unless it was written again meanwhile.
 */
final class Pending<K extends Comparable<? super K>, V> {
  /** A value that was taken for a commit. */
  record Taken<K, V>(K key, V value) {}

  private final TreeMap<K, V> values = new TreeMap<>();

  @Nullable V get(K key) {
    return values.get(key);
  }

  boolean has(K key) {
    return values.containsKey(key);
  }

  /** Writes a value and returns the one that it replaces here. */
  @Nullable V put(K key, V value) {
    return values.put(key, value);
  }

  /** The values, for reading and for removing some. */
  NavigableMap<K, V> values() {
    return values;
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  List<Taken<K, V>> take() {
    List<Taken<K, V>> taken = new ArrayList<>(values.size());
    for (Map.Entry<K, V> entry : values.entrySet()) {
      taken.add(new Taken<>(entry.getKey(), entry.getValue()));
    }
    return taken;
  }

  /** Drops what is still the very value that was taken, and tells {@code dropped} of it. */
  @SuppressWarnings("ReferenceEquality") // an equal value written later is not the one committed
  void drop(List<Taken<K, V>> taken, BiConsumer<K, V> dropped) {
    for (Taken<K, V> one : taken) {
      if (values.get(one.key()) == one.value()) {
        values.remove(one.key());
        dropped.accept(one.key(), one.value());
      }
    }
  }
}
