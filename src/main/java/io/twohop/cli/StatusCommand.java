package io.twohop.cli;

import io.twohop.control.Refusal;
import io.twohop.json.Json;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop status}: what the daemon does, and what is in its way. */
final class StatusCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.asking(
            "Show what this member does and what is in the way; on the hub, every member.");
    Flags.ends(spec, ExitCode.PROBLEMS, ExitCode.NOT_RUNNING, ExitCode.UNUSABLE);
    spec.addOption(Flags.flag("--json", "For programs: the same and more as one JSON object."));
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal) throws Refusal, IOException {
    Daemon daemon = Daemon.of(parsed, terminal);
    Json.Fields status = daemon.ask(daemon.request("status"));
    if (parsed.hasMatchedOption("--json")) {
      terminal.data(status.indented());
    } else {
      terminal.say(new StatusText(status).text());
    }
    boolean trouble =
        !status.items("blocked").isEmpty()
            || !status.items("held").isEmpty()
            || !status.items("problems").isEmpty();
    return trouble ? ExitCode.PROBLEMS : ExitCode.OK;
  }
}
