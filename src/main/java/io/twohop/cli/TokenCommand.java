package io.twohop.cli;

import io.twohop.control.Refusal;
import io.twohop.json.Json;
import io.twohop.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code twohop token}: makes, lists and revokes invitations. */
final class TokenCommand implements Subcommand {
  /** LIMIT: who wants one for ever revokes it some day; more is a slip of the finger. */
  private static final Duration LONGEST = Duration.ofDays(3_650);

  /** What a member may do is the same for all so far. */
  private static final String ONLY_ROLE = "web";

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
    spec.addOption(
        Flags.value("--role", "ROLE", "The role of who comes by it; so far there is only web."));
    spec.addOption(
        Flags.value("--ttl", "TIME", "How long it can be used, up to 3650d; default 1h."));
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
    JsonObject request =
        daemon
            .request("token.create")
            .put("role", role(parsed.matchedOptionValue("--role", ONLY_ROLE)))
            .put("lifetimeMillis", lifetime(parsed.matchedOptionValue("--ttl", "1h")).toMillis());
    String uses = parsed.matchedOptionValue("--uses", "1");
    if (!uses.equals("unlimited")) {
      request.put("uses", number(uses));
    }
    if (parsed.hasMatchedOption("--from")) {
      request.put("from", parsed.matchedOptionValue("--from", ""));
    }
    Json.Fields made = daemon.ask(request);
    String id = made.text("id").filter(text -> !text.isEmpty()).map(text -> text + " ").orElse("");
    terminal.say("token " + id + "good until " + until(made) + ":");
    terminal.say(made.text("token").orElse(""));
    return ExitCode.OK;
  }

  /** To the second; the daemon knows it better than people want to read it. */
  private static String until(Json.Fields token) {
    return token
        .text("expires")
        .map(text -> Instant.parse(text).truncatedTo(ChronoUnit.SECONDS).toString())
        .orElse("?");
  }

  private static String role(String role) throws UserMistake {
    if (!role.equals(ONLY_ROLE)) {
      throw new UserMistake(
          ExitCode.USAGE,
          "there is no role '" + role + "'",
          "so far all spokes may do the same, and their role is called " + ONLY_ROLE,
          "fix:  leave --role out");
    }
    return role;
  }

  private static Duration lifetime(String ttl) throws UserMistake {
    Duration lifetime = Durations.parse("--ttl", ttl);
    if (lifetime.isZero() || lifetime.compareTo(LONGEST) > 0) {
      throw new UserMistake(
          ExitCode.USAGE,
          lifetime.isZero()
              ? "--ttl '" + ttl + "' makes a token that nobody can use"
              : "--ttl '" + ttl + "' is longer than " + LONGEST.toDays() + "d",
          "fix:  write how long somebody may need to start the server, as 1h; for servers that come"
              + " and go, as 365d");
    }
    return lifetime;
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
          until(token),
          token.whole("usesLeft").map(String::valueOf).orElse("unlimited"),
          token.text("from").orElse("any"));
    }
    terminal.say(tokens.isEmpty() ? "no invitation can be used" : table.text());
    return ExitCode.OK;
  }
}
