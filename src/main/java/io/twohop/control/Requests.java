package io.twohop.control;

import io.twohop.json.Json;
import io.twohop.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the words of a request mean: from JSON to {@link Commands} and back. */
final class Requests {
  /** What the group may do: nothing is changed by it. */
  private static final Set<String> FOR_GUESTS = Set.of("status", "wait");

  private static final Duration LONGEST_WAIT = Duration.ofHours(24);

  private final Commands commands;
  private final String site;

  Requests(Commands commands, String site) {
    this.commands = commands;
    this.site = site;
  }

  /**
   * Carries out one request.
   *
   * @return what the last line says
   */
  Json.Fields perform(Json.Fields request, Caller caller, Answer answer)
      throws Refusal, IOException, InterruptedException {
    String command = required(request, "command");
    Optional<String> wanted = request.text("site");
    if (wanted.isPresent() && !wanted.get().equals(site)) {
      throw new Refusal(
          Trouble.USAGE,
          "there is no site '" + wanted.get() + "' here",
          "this daemon serves the site '" + site + "'",
          "fix:  leave --site out, or name the directory of another daemon with --state");
    }
    if (caller == Caller.GUEST && !FOR_GUESTS.contains(command)) {
      throw new Refusal(
          Trouble.UNUSABLE,
          "only root and the daemon's own user may do that",
          "others of the socket's group may use 'twohop status' and 'twohop wait'",
          "fix:  run the same command with sudo");
    }
    return switch (command) {
      case "status" -> StatusJson.of(commands.status());
      case "wait" -> await(request);
      case "conflicts.list" -> conflicts(answer);
      case "history" -> history(required(request, "path"), answer);
      case "conflicts.export" -> {
        Path directory = Path.of(required(request, "directory"));
        yield Json.object("files", new Json.Whole(commands.exportKept(directory)));
      }
      case "conflicts.restore" ->
          Json.object("path", new Json.Text(commands.restoreKept(required(request, "id"))));
      case "conflicts.drop" -> {
        commands.dropKept(required(request, "id"));
        yield nothing();
      }
      case "approve" ->
          Json.object("what", new Json.Text(commands.approve(required(request, "digest"))));
      case "reject" ->
          Json.object("what", new Json.Text(commands.reject(required(request, "digest"))));
      case "members.remove" -> {
        commands.removeMember(required(request, "name"));
        yield nothing();
      }
      case "drain" -> {
        commands.drain();
        yield nothing();
      }
      case "leave" -> {
        commands.leave();
        yield nothing();
      }
      case "token.create" -> createToken(request);
      case "token.list" -> tokens(answer);
      case "token.revoke" -> {
        commands.revokeToken(required(request, "id"));
        yield nothing();
      }
      default ->
          throw new Refusal(
              Trouble.USAGE,
              "the running daemon does not know '" + command + "'",
              "it is of another version than this command",
              "fix:  restart the daemon");
    };
  }

  private Json.Fields await(Json.Fields request) throws Refusal, InterruptedException {
    Duration timeout = Duration.ofMillis(requiredWhole(request, "timeoutMillis"));
    Waited waited =
        commands.await(
            timeout.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : timeout, request.flag("hubOnly"));
    return new JsonObject()
        .put("reached", waited.reached())
        .put("failed", waited.failed())
        .put("failedPaths", Json.texts(waited.failedPaths()))
        .put("missing", Json.texts(waited.missing()))
        .build();
  }

  private Json.Fields conflicts(Answer answer) throws Refusal, IOException {
    List<Kept> items = commands.kept();
    for (Kept item : items) {
      answer.item(
          new JsonObject()
              .put("id", item.id())
              .put("reason", item.reason())
              .put("path", item.path())
              .put("member", item.member())
              .put("at", item.keptAt().toString())
              .put("sizeBytes", item.sizeBytes())
              .build());
    }
    return Json.object("count", new Json.Whole(items.size()));
  }

  private Json.Fields history(String path, Answer answer) throws Refusal, IOException {
    List<Past> versions = commands.history(path);
    for (Past version : versions) {
      answer.item(
          new JsonObject()
              .put("id", version.id())
              .put("reason", version.reason())
              .put("path", version.path())
              .put("change", version.change())
              .put("member", version.member())
              .put("sizeBytes", version.sizeBytes())
              .build());
    }
    return Json.object("count", new Json.Whole(versions.size()));
  }

  private Json.Fields createToken(Json.Fields request) throws Refusal {
    NewToken made =
        commands.createToken(
            new TokenWish(
                required(request, "role"),
                Duration.ofMillis(requiredWhole(request, "lifetimeMillis")),
                request.whole("uses").map(Math::toIntExact),
                request.text("from")));
    return new JsonObject()
        .put("id", made.id())
        .put("token", made.token())
        .put("expires", made.expiresAt().toString())
        .build();
  }

  private Json.Fields tokens(Answer answer) throws Refusal, IOException {
    List<TokenLine> lines = commands.tokens();
    for (TokenLine line : lines) {
      JsonObject item =
          new JsonObject()
              .put("id", line.id())
              .put("role", line.role())
              .put("expires", line.expiresAt().toString())
              .putIfPresent("from", line.from());
      line.usesLeft().ifPresent(uses -> item.put("usesLeft", uses));
      answer.item(item.build());
    }
    return Json.object("count", new Json.Whole(lines.size()));
  }

  private static Json.Fields nothing() {
    return new JsonObject().build();
  }

  private static String required(Json.Fields request, String name) throws Refusal {
    return request.text(name).orElseThrow(() -> lacks(name));
  }

  private static long requiredWhole(Json.Fields request, String name) throws Refusal {
    return request.whole(name).filter(value -> value >= 0).orElseThrow(() -> lacks(name));
  }

  private static Refusal lacks(String name) {
    return new Refusal(
        Trouble.USAGE,
        "the request lacks '" + name + "', or has something else there",
        "the running daemon is of another version than this command",
        "fix:  restart the daemon");
  }
}
