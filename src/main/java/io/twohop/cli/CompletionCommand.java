package io.twohop.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop completion}: for {@code source <(twohop completion)}. */
final class CompletionCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec = Flags.described("Print a script that completes commands and options.");
    spec.usageMessage()
        .footer(
            "",
            "bash:  source <(twohop completion)",
            "all:   twohop completion > /etc/bash_completion.d/twohop");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal) {
    terminal.data(AutoComplete.bash("twohop", new CommandLine(Twohop.everything())));
    return ExitCode.OK;
  }
}
