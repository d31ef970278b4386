package io.twohop.cli;

import io.twohop.control.Refusal;
import io.twohop.json.Json;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop members}: who belongs to the site. */
final class MembersCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec = Flags.asking("On the hub: list the members, or remove one.");
    spec.addSubcommand("list", Flags.asking("List the members."));
    CommandSpec remove =
        Flags.asking(
            "Remove a member: its key is forgotten and its session ended; its files stay.");
    remove.addPositional(Flags.argument("NAME", "Its name, or its id where two share a name."));
    spec.addSubcommand("remove", remove);
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal) throws Refusal, IOException {
    Daemon daemon = Daemon.of(parsed, terminal);
    if (parsed.hasSubcommand() && parsed.subcommand().commandSpec().name().equals("remove")) {
      String name = parsed.subcommand().matchedPositionalValue(0, "");
      daemon.ask(daemon.request("members.remove").put("name", name));
      terminal.say("removed " + name);
      return ExitCode.OK;
    }
    Json.Fields status = daemon.ask(daemon.request("status"));
    Table table = new Table("NAME", "ROLE", "CONNECTED", "ID");
    for (Json.Fields member : status.rows("members")) {
      table.row(
          member.text("name").orElse("?"),
          member.text("role").orElse("?"),
          member.flag("connected") ? member.text("address").orElse("here") : "no",
          member.text("id").orElse("?"));
    }
    if (status.rows("members").isEmpty()) {
      table.row(status.text("name").orElse("?"), status.text("role").orElse("?"), "here", "?");
    }
    terminal.say(table.text());
    return ExitCode.OK;
  }
}
