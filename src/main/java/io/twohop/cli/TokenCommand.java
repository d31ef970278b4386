package io.twohop.cli;

import io.twohop.control.Refusal;
import io.twohop.json.Json;
import io.twohop.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop token}: makes, lists and revokes invitations. */
final class TokenCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        making("On the hub: make an invitation for a new spoke, or see to old ones.");
    spec.addSubcommand("create", making("Make an invitation; its token is the last word printed."));
    spec.addSubcommand("list", Flags.asking("List the invitations that can still be used."));
    CommandSpec revoke =
        Flags.asking("Make an invitation worthless; members that came by it stay.");
    revoke.addPositional(Flags.argument("ID", "As 'twohop token list' prints it."));
    spec.addSubcommand("revoke", revoke);
    return spec;
  }

  private static CommandSpec making(String description) {
    CommandSpec spec = Flags.asking(description);
    spec.addOption(Flags.value("--role", "ROLE", "The role of who comes by it; default web."));
    spec.addOption(Flags.value("--ttl", "TIME", "How long it can be used; default 1h."));
    spec.addOption(
        Flags.value("--uses", "N", "How many servers it lets in, or unlimited; default 1."));
    spec.addOption(
        Flags.value("--from", "CIDR", "The addresses that it can be used from; default any."));
    return spec;
  }

  @Override
  public ExitCode run(ParseResult parsed, Terminal terminal)
      throws UserMistake, Refusal, IOException {
    ParseResult last = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    Daemon daemon = Daemon.of(parsed, terminal);
    return switch (parsed.hasSubcommand() ? last.commandSpec().name() : "create") {
      case "list" -> list(daemon, terminal);
      case "revoke" -> {
        daemon.ask(daemon.request("token.revoke").put("id", last.matchedPositionalValue(0, "")));
        yield ExitCode.OK;
      }
      default -> create(daemon, last, terminal);
    };
  }

  private static ExitCode create(Daemon daemon, ParseResult parsed, Terminal terminal)
      throws UserMistake, Refusal, IOException {
    Duration lifetime = Durations.parse("--ttl", parsed.matchedOptionValue("--ttl", "1h"));
    JsonObject request =
        daemon
            .request("token.create")
            .put("role", parsed.matchedOptionValue("--role", "web"))
            .put("lifetimeMillis", lifetime.toMillis());
    String uses = parsed.matchedOptionValue("--uses", "1");
    if (!uses.equals("unlimited")) {
      request.put("uses", number(uses));
    }
    if (parsed.hasMatchedOption("--from")) {
      request.put("from", parsed.matchedOptionValue("--from", ""));
    }
    Json.Fields made = daemon.ask(request);
    String id = made.text("id").filter(text -> !text.isEmpty()).map(text -> text + " ").orElse("");
    terminal.say("token " + id + "good until " + made.text("expires").orElse("?") + ":");
    terminal.say(made.text("token").orElse(""));
    return ExitCode.OK;
  }

  private static long number(String uses) throws UserMistake {
    if (!uses.matches("[1-9][0-9]{0,8}")) {
      throw new UserMistake(
          ExitCode.USAGE,
          "--uses '" + uses + "' is no number of servers",
          "fix:  write 1 or more, or unlimited");
    }
    return Long.parseLong(uses);
  }

  private static ExitCode list(Daemon daemon, Terminal terminal) throws Refusal, IOException {
    Table table = new Table("ID", "ROLE", "GOOD UNTIL", "USES LEFT", "FROM");
    List<Json.Fields> tokens = daemon.list(daemon.request("token.list"));
    for (Json.Fields token : tokens) {
      table.row(
          token.text("id").orElse("?"),
          token.text("role").orElse("?"),
          token.text("expires").orElse("?"),
          token.whole("usesLeft").map(String::valueOf).orElse("unlimited"),
          token.text("from").orElse("any"));
    }
    terminal.say(tokens.isEmpty() ? "no invitation can be used" : table.text());
    return ExitCode.OK;
  }
}
