package io.twohop.daemon;

/**
 * One kind of change, done by a shell.
 *
 * @param name what it is
 * @param prepare a script that makes what is there before
 * @param act the script of the change
 * @param most journal entries
 */
record Change(String name, String prepare, String act, int most) {
  @Override
  public String toString() {
    return name;
  }
}
