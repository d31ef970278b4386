package io.twohop.cli;

import io.twohop.control.Refusal;
import io.twohop.json.Json;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop leave}: gives up the membership. */
final class LeaveCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.asking(
            "Leave the site: when the hub has everything that is here, it forgets this member, the"
                + " daemon ends, the files stay.");
    Flags.ends(
        spec,
        ExitCode.TIME_RAN_OUT,
        ExitCode.NOT_RUNNING,
        ExitCode.HUB_UNREACHABLE,
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
    Json.Fields waited =
        daemon.ask(
            daemon.request("wait").put("timeoutMillis", timeout.toMillis()).put("hubOnly", true));
    if (!waited.flag("reached")) {
      throw new UserMistake(
          ExitCode.TIME_RAN_OUT,
          "the hub does not have everything from here after " + text,
          "this server is still a member",
          "fix:  run the same command again; twohop status  shows what is in the way");
    }
    daemon.ask(daemon.request("leave"));
    terminal.say("left; joining again needs a token");
    return ExitCode.OK;
  }
}
