package io.twohop.cli;

import io.twohop.control.Refusal;
import io.twohop.json.Json;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop history}. */
final class HistoryCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.asking(
            "On the hub: list what was overwritten or removed at a path, or directly in it."
                + " 'twohop conflicts restore ID' brings a version back.");
    spec.addPositional(Flags.argument("PATH", "From the root of the tree."));
    spec.addOption(Flags.flag("--json", "For programs: one JSON object in each line."));
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal) throws Refusal, IOException {
    Daemon daemon = Daemon.of(parsed, terminal);
    String path = parsed.matchedPositionalValue(0, "");
    List<Json.Fields> versions = daemon.list(daemon.request("history").put("path", path));
    if (parsed.hasMatchedOption("--json")) {
      versions.forEach(version -> terminal.data(version.line()));
    } else if (versions.isEmpty()) {
      terminal.say("nothing was overwritten or removed there");
    } else {
      terminal.say(table(versions));
    }
    return ExitCode.OK;
  }

  private static String table(List<Json.Fields> versions) {
    Table table = new Table("ID", "CHANGE", "WHY", "BY", "BYTES", "PATH");
    for (Json.Fields version : versions) {
      table.row(
          version.text("id").orElse("?"),
          version.whole("change").map(String::valueOf).orElse("?"),
          version.text("reason").orElse("?"),
          version.text("member").orElse("?"),
          version.whole("sizeBytes").map(String::valueOf).orElse("?"),
          version.text("path").orElse("?"));
    }
    return table.text();
  }
}
