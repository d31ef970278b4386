package io.twohop.index;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The answers to the last questions, misses among them, in the place of the database's. One thread
 * uses it.
 *
 * <p>WHY: a change asks for the same few rows again and again, those above its node first of all,
 * and each question costs the database tens of microseconds.
 */
final class Remembered<K, V> {
  private record Answer<V>(@Nullable V value) {}

  private final Map<K, Answer<V>> answers;

  /** {@code limit}: the answers kept; who was not asked for longest goes first. */
  Remembered(int limit) {
    answers =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, Answer<V>> eldest) {
            return size() > limit;
          }
        };
  }

  @Nullable V get(K key, Function<K, @Nullable V> otherwise) {
    Answer<V> known = answers.get(key);
    if (known == null) {
      known = new Answer<>(otherwise.apply(key));
      answers.put(key, known);
    }
    return known.value();
  }

  void clear() {
    answers.clear();
  }
}
