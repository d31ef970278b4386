package io.twohop.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The key that somebody probably had in mind. */
final class DidYouMean {
  /** LIMIT: two slips of the finger; with three, half the keys resemble each other. */
  private static final int MAX_SLIPS = 2;

  private DidYouMean() {}

  /** A sentence to append to a complaint; names all keys when none is near. */
  static String among(String word, Command command) {
    String wanted = plain(word);
    Optional<Key> nearest =
        Stream.of(Key.values())
            .filter(key -> key.isFor(command))
            .filter(key -> slips(wanted, plain(key.word())) <= MAX_SLIPS)
            .filter(key -> slips(wanted, plain(key.word())) < key.word().length() - 1)
            .min(Comparator.comparingInt(key -> slips(wanted, plain(key.word()))));
    return nearest
        .map(key -> "; did you mean '" + key.word() + "'?")
        .orElseGet(() ->
            "; the keys of a "
                + command.word()
                + " are "
                + String.join(
                    ", ",
                    Stream.of(Key.values())
                        .filter(key -> key.isFor(command))
                        .map(Key::word)
                        .toList()));
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }

  /** Letters to add, drop, replace or swap with their neighbour, to come from one to the other. */
  private static int slips(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int same = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
        least = Math.min(least, cost[i - 1][j - 1] + same);
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
      }
    }
    return cost[from.length()][to.length()];
  }
}
