package io.twohop.cli;

import io.twohop.control.Refusal;
import io.twohop.json.Json;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop drain}: before a server is stopped. */
final class DrainCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.asking(
            "Prepare this server for its end: /ready answers 503 from now on, and this command ends"
                + " when the hub has everything that is here.");
    Flags.ends(
        spec,
        ExitCode.TIME_RAN_OUT,
        ExitCode.NOT_RUNNING,
        ExitCode.REFUSED_BY_HUB,
        ExitCode.UNUSABLE);
    spec.addOption(Flags.value("--timeout", "TIME", "How long to wait at most; default 5m."));
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal)
      throws UserMistake, Refusal, IOException {
    String text = parsed.matchedOptionValue("--timeout", "5m");
    Duration timeout = Durations.parse("--timeout", text);
    Daemon daemon = Daemon.of(parsed, terminal);
    daemon.ask(daemon.request("drain"));
    Json.Fields waited =
        daemon.ask(
            daemon.request("wait").put("timeoutMillis", timeout.toMillis()).put("hubOnly", true));
    if (!waited.flag("reached")) {
      throw new UserMistake(
          ExitCode.TIME_RAN_OUT,
          "the hub does not have everything from here after " + text,
          "a server that is destroyed now may lose its newest changes; one that is started again"
              + " will not",
          "fix:  run the same command again; twohop status  shows what is in the way");
    }
    terminal.say("drained: the hub has everything, this server can be stopped");
    return ExitCode.OK;
  }
}
