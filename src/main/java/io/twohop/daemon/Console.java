package io.twohop.daemon;

/**
 * Where a daemon's lines go. Any thread may call it; a line is written whole, and never waits for a
 * reader longer than the operating system does.
 */
public interface Console {
  /**
   * An event, for the log: names in it are escaped already.
   *
   * @param level as syslog(3) has it: 3 error, 4 warning, 5 notice, 6 information
   */
  void log(int level, String text);

  /** A line that others wait for, such as {@code ready}: written as it is. */
  void say(String line);
}
