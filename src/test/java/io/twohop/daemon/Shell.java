package io.twohop.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a person types, in a directory. */
final class Shell {
  private Shell() {}

  /**
   * Runs a script of bash to its end.
   *
   * @return its standard output, byte for byte
   * @throws AssertionError if a command of it fails
   */
  static String run(Path directory, String script) throws IOException {
    Process process =
        new ProcessBuilder("bash", "-euc", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(script + "\nended with " + process.exitValue() + ": " + out);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    return out;
  }
}
