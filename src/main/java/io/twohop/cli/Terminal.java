package io.twohop.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command sees of whoever started it.
 *
 * @param out results; one line is written whole
 * @param err errors only: empty when a command succeeds
 * @param environment variables
 * @param workingDirectory absolute
 */
public record Terminal(
    PrintStream out, PrintStream err, Map<String, String> environment, Path workingDirectory) {

  /** The process's own. Text leaves as UTF-8 whatever the locale says, as the names in trees do. */
  public static Terminal ofProcess() {
    return new Terminal(
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        System.getenv(),
        Path.of("").toAbsolutePath());
  }

  /** A result for people: a line, or some. */
  void say(String lines) {
    data(Shown.lines(lines));
  }

  /** A result for programs, as it is. */
  void data(String lines) {
    out.print(lines + "\n");
    out.flush();
  }

  /** A path as somebody typed it. */
  Path path(String text) {
    return workingDirectory.resolve(text).normalize();
  }
}
