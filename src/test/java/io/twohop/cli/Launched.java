package io.twohop.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real program, started by its launcher, with what it prints in files. */
final class Launched implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Path LAUNCHER =
      Path.of(System.getProperty("twohop.launcher", "twohop")).toAbsolutePath();

  private final Process process;
  private final Path out;
  private final Path err;

  private Launched(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts it.
   *
   * @param scratch where its output goes
   */
  static Launched start(Path scratch, Object... args) throws IOException {
    return start("", scratch, args);
  }

  /** Starts it with more options for the JVM, as {@code -Xmx20m}. */
  static Launched start(String javaOptions, Path scratch, Object... args) throws IOException {
    Path out = Files.createTempFile(scratch, "out", ".txt");
    Path err = Files.createTempFile(scratch, "err", ".txt");
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().put("TWOHOP_BUILD", "never");
    builder.environment().put("TWOHOP_JAVA_OPTIONS", javaOptions);
    builder.environment().remove("JOURNAL_STREAM");
    builder.environment().put("XDG_STATE_HOME", scratch.resolve("xdg").toString());
    return new Launched(builder.start(), out, err);
  }

  /** Runs it to its end. */
  static Launched run(Path scratch, Object... args) throws IOException, InterruptedException {
    Launched launched = start(scratch, args);
    launched.awaitExit();
    return launched;
  }

  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + this);
    }
    return process.exitValue();
  }

  int exitCode() {
    return process.exitValue();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  /** Waits for a line of standard output. */
  Launched awaitLine(String line) {
    await(() -> out().lines().anyMatch(line::equals) || !process.isAlive(), "the line " + line);
    if (out().lines().noneMatch(line::equals)) {
      throw new AssertionError("ended without the line " + line + ": " + this);
    }
    return this;
  }

  /** Waits for a line that matches, and returns its first group. */
  String awaitMatch(String pattern) {
    Pattern wanted = Pattern.compile(pattern, Pattern.MULTILINE);
    await(() -> wanted.matcher(out()).find() || !process.isAlive(), pattern);
    Matcher matcher = wanted.matcher(out());
    if (!matcher.find()) {
      throw new AssertionError("ended without " + pattern + ": " + this);
    }
    return matcher.group(1);
  }

  static void await(BooleanSupplier condition, String what) {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadlineNanos) {
        throw new AssertionError("waited in vain for " + what);
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Sends it a signal by name, as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new AssertionError("cannot send " + name + " to " + this);
    }
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return (process.isAlive() ? "running" : "ended with " + process.exitValue())
        + "\nout: "
        + out()
        + "\nerr: "
        + err();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
