package io.twohop.cli;

import io.twohop.control.Refusal;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop leave}: gives up the membership. */
final class LeaveCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return Flags.asking(
        "Leave the site: the hub forgets this member, the daemon ends, the files stay.");
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal) throws Refusal, IOException {
    Daemon daemon = Daemon.of(parsed, terminal);
    daemon.ask(daemon.request("leave"));
    terminal.say("left; joining again needs a token");
    return ExitCode.OK;
  }
}
