package io.twohop.cli;

import io.twohop.control.Refusal;
import io.twohop.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop wait}: is what happened here before now everywhere? */
final class WaitCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.asking(
            "Wait until everything that happened in this directory before now is visible elsewhere.",
            "Files that are still open for writing are not included.");
    Flags.ends(
        spec,
        ExitCode.TIME_RAN_OUT,
        ExitCode.CONFLICT,
        ExitCode.NOT_RUNNING,
        ExitCode.REFUSED_BY_HUB,
        ExitCode.UNUSABLE);
    spec.addOption(Flags.value("--timeout", "TIME", "How long to wait at most; default 30s."));
    spec.addOption(
        Flags.value(
            "--members", "all|hub", "Where: on every live member, or on the hub; default all."));
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal)
      throws UserMistake, Refusal, IOException {
    String text = parsed.matchedOptionValue("--timeout", "30s");
    Duration timeout = Durations.parse("--timeout", text);
    String members = parsed.matchedOptionValue("--members", "all");
    if (!members.equals("all") && !members.equals("hub")) {
      throw new UserMistake(
          ExitCode.USAGE,
          "--members '" + members + "' is neither all nor hub",
          "fix:  write --members all, or --members hub");
    }
    Daemon daemon = Daemon.of(parsed, terminal);
    Json.Fields waited =
        daemon.ask(
            daemon
                .request("wait")
                .put("timeoutMillis", timeout.toMillis())
                .put("hubOnly", members.equals("hub")));
    if (!waited.flag("reached")) {
      List<String> missing = waited.texts("missing");
      throw new UserMistake(
          ExitCode.TIME_RAN_OUT,
          "not everywhere after "
              + text
              + (missing.isEmpty() ? "" : "; waiting for: " + String.join(", ", missing)),
          "nothing is lost, it goes on",
          "fix:  twohop status  on the hub shows how far each is; or wait with a longer --timeout");
    }
    long failed = waited.whole("failed").orElse(0L);
    if (failed > 0) {
      throw new UserMistake(
          ExitCode.CONFLICT,
          "everywhere, but %d of the changes were refused or lost to a conflict%s"
              .formatted(failed, named(waited.texts("failedPaths"))),
          "fix:  twohop conflicts  on the hub shows what was kept");
    }
    terminal.say("everywhere");
    return ExitCode.OK;
  }

  private static String named(List<String> paths) {
    return paths.isEmpty() ? "" : ": " + String.join(", ", paths);
  }
}
