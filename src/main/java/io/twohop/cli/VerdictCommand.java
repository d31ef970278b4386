package io.twohop.cli;

import io.twohop.control.Refusal;
import io.twohop.json.Json;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop approve} and {@code twohop reject}: a person's word on what a brake holds. */
abstract class VerdictCommand implements Subcommand {
  private final String word;
  private final String description;

  VerdictCommand(String word, String description) {
    this.word = word;
    this.description = description;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Flags.asking(description);
    spec.addPositional(Flags.argument("DIGEST", "As 'twohop status' prints it."));
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal) throws Refusal, IOException {
    Daemon daemon = Daemon.of(parsed, terminal);
    Json.Fields done =
        daemon.ask(daemon.request(word).put("digest", parsed.matchedPositionalValue(0, "")));
    terminal.say(done.text("what").orElse("done"));
    return ExitCode.OK;
  }
}
