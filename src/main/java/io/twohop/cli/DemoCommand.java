package io.twohop.cli;

import io.twohop.daemon.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop demo}: a hub and some spokes on this machine, to play with. */
final class DemoCommand implements Subcommand {
  /** LIMIT: all of them share one heap. */
  private static final int MAX_SPOKES = 8;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.described(
            "Run a hub and spokes on this machine over real TLS, with a sample site. Ctrl-C ends"
                + " it.");
    Flags.ends(spec, ExitCode.TIME_RAN_OUT, ExitCode.UNUSABLE);
    spec.addOption(
        Flags.value(
            "--dir",
            "DIR",
            "Where everything is made, and stays; default: a temporary directory."));
    spec.addOption(Flags.value("--spokes", "N", "How many spokes; default 2."));
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal)
      throws UserMistake, UserError, IOException, InterruptedException {
    int spokes = number(parsed.matchedOptionValue("--spokes", "2"));
    boolean temporary = !parsed.hasMatchedOption("--dir");
    Path place =
        temporary
            ? Files.createTempDirectory("twohop-demo-")
            : Files.createDirectories(terminal.path(parsed.matchedOptionValue("--dir", "")))
                .toRealPath();
    Demo demo = new Demo(place, temporary, terminal);
    Ending ending = Ending.when(demo);
    try (demo) {
      demo.start(spokes);
      demo.explain();
      demo.awaitEnd();
    } finally {
      ending.over();
    }
    return ExitCode.OK;
  }

  private static int number(String spokes) throws UserMistake {
    if (!spokes.matches("[1-9]") || Integer.parseInt(spokes) > MAX_SPOKES) {
      throw new UserMistake(
          ExitCode.USAGE,
          "--spokes '" + spokes + "' is not 1 to " + MAX_SPOKES,
          "fix:  write a number from 1 to " + MAX_SPOKES);
    }
    return Integer.parseInt(spokes);
  }
}
