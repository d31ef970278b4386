package io.twohop.config;

/**
 * Something that has to be written differently.
 *
 * @param what what is wrong there and what would be right
 */
public record Mistake(Place place, String what) {
  /** One line for people. */
  @Override
  public String toString() {
    return place + ": " + what;
  }
}
