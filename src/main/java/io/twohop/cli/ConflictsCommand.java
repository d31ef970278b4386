package io.twohop.cli;

import io.twohop.control.Refusal;
import io.twohop.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop conflicts}: what lost to another change, and was kept. */
final class ConflictsCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        listing("On the hub: see and use what lost to another change; all of it was kept.");
    spec.addSubcommand("list", listing("List what is kept, the newest first."));
    spec.addSubcommand("show", naming("Say all about one item."));
    spec.addSubcommand(
        "restore", naming("Put an item back into the tree, beside what is there now."));
    spec.addSubcommand("drop", naming("Forget an item for good."));
    CommandSpec export = Flags.asking("Copy the files of all items into a directory.");
    export.addPositional(Flags.argument("DIR", "Made if it is not there; files are only added."));
    spec.addSubcommand("export", export);
    return spec;
  }

  private static CommandSpec listing(String description) {
    CommandSpec spec = Flags.asking(description);
    spec.addOption(Flags.flag("--json", "For programs: one JSON object in each line."));
    return spec;
  }

  private static CommandSpec naming(String description) {
    CommandSpec spec = Flags.asking(description);
    spec.addPositional(Flags.argument("ID", "As 'twohop conflicts' prints it."));
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal)
      throws UserMistake, Refusal, IOException {
    Daemon daemon = Daemon.of(parsed, terminal);
    ParseResult last = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    String word = parsed.hasSubcommand() ? last.commandSpec().name() : "list";
    String argument = last.hasMatchedPositional(0) ? last.matchedPositionalValue(0, "") : "";
    switch (word) {
      case "show" -> terminal.say(item(daemon, argument).indented());
      case "restore" -> {
        Json.Fields done = daemon.ask(daemon.request("conflicts.restore").put("id", argument));
        terminal.say("restored as " + done.text("path").orElse("?"));
      }
      case "drop" -> {
        daemon.ask(daemon.request("conflicts.drop").put("id", argument));
        terminal.say("dropped " + argument);
      }
      case "export" -> export(daemon, terminal.path(argument), terminal);
      default -> list(daemon, last.hasMatchedOption("--json"), terminal);
    }
    return ExitCode.OK;
  }

  private static List<Json.Fields> items(Daemon daemon) throws Refusal, IOException {
    return daemon.list(daemon.request("conflicts.list"));
  }

  private static Json.Fields item(Daemon daemon, String id)
      throws UserMistake, Refusal, IOException {
    for (Json.Fields item : items(daemon)) {
      if (item.text("id").filter(id::equals).isPresent()) {
        return item;
      }
    }
    throw new UserMistake(
        ExitCode.USAGE,
        "nothing is kept under the id '" + id + "'",
        "fix:  twohop conflicts  lists what is");
  }

  private static void list(Daemon daemon, boolean json, Terminal terminal)
      throws Refusal, IOException {
    List<Json.Fields> items = items(daemon);
    if (json) {
      items.forEach(item -> terminal.data(item.line()));
      return;
    }
    if (items.isEmpty()) {
      terminal.say("nothing is kept");
      return;
    }
    Table table = new Table("ID", "KEPT", "WHY", "BY", "BYTES", "PATH");
    for (Json.Fields item : items) {
      table.row(
          item.text("id").orElse("?"),
          item.text("at").orElse("?"),
          item.text("reason").orElse("?"),
          item.text("member").orElse("?"),
          item.whole("sizeBytes").map(String::valueOf).orElse("?"),
          item.text("path").orElse("?"));
    }
    terminal.say(table.text());
  }

  private static void export(Daemon daemon, Path directory, Terminal terminal)
      throws Refusal, IOException {
    if (items(daemon).isEmpty()) {
      terminal.say("nothing is kept, so nothing was copied");
      return;
    }
    Files.createDirectories(directory);
    Json.Fields done =
        daemon.ask(
            daemon.request("conflicts.export").put("directory", directory.toRealPath().toString()));
    terminal.say("%d files in %s".formatted(done.whole("files").orElse(0L), directory));
  }
}
