package io.twohop.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One way in which programs change a tree.
 *
 * @param name as it stands in {@code docs/habits.md}
 * @param prepare a script that makes what is there before
 * @param change what is counted
 * @param fewest journal entries that any synchroniser would need, each node that changed in one
 * @param least that Twohop makes
 * @param most that Twohop makes
 * @param names that may come into being on other members
 */
record Habit(
    String name, String prepare, Step change, int fewest, int least, int most, List<String> names) {
  /** Something that is done in a directory of the tree. */
  interface Step {
    void in(Path directory) throws IOException;
  }

  /** Something that is done to one file. */
  interface FileStep {
    void to(Path file) throws IOException;
  }

  /** What a shell does. */
  static Step sh(String script) {
    return directory -> Shell.run(directory, script);
  }

  /** What a program does to the file {@code f}. */
  static Step f(FileStep program) {
    return directory -> program.to(directory.resolve("f"));
  }

  /** A directory outside of the tree, on the same file system; {@code ../../out} for scripts. */
  static Path outside(Path directory) {
    return directory.getParent().getParent().resolve("out");
  }

  /** How many entries Twohop makes, as the document says it. */
  String made() {
    return least == most ? "" + least : least + "–" + most;
  }

  @Override
  public String toString() {
    return name;
  }
}
