package io.twohop.config;

import java.util.Comparator;

/**
 * Where something was written.
 *
 * @param name the flag with its dashes, the command, or the file
 * @param line the line in the file, from 1; 0 outside of files
 */
public record Place(String name, int line) implements Comparable<Place> {
  private static final Comparator<Place> BY_LINE =
      Comparator.comparingInt(Place::line).thenComparing(Place::name);

  static Place flag(Key key) {
    return new Place("--" + key.word(), 0);
  }

  boolean isInFile() {
    return line > 0;
  }

  /** The command line first, then the file from top to bottom. */
  @Override
  public int compareTo(Place other) {
    return BY_LINE.compare(this, other);
  }

  /** {@code --listen} or {@code twohop.yaml:3}. */
  @Override
  public String toString() {
    return isInFile() ? name + ":" + line : name;
  }
}
