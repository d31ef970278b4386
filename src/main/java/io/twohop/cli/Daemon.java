package io.twohop.cli;

import io.twohop.control.ControlClient;
import io.twohop.control.Refusal;
import io.twohop.json.Json;
import io.twohop.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * The running daemon that a command was pointed at.
 *
 * @param site empty: the only one
 */
record Daemon(Path state, Optional<String> site) {
  static Daemon of(ParseResult parsed, Terminal terminal) {
    @Nullable String state = option(parsed, "--state");
    return new Daemon(
        state == null ? Surrounding.of(terminal).defaultState() : terminal.path(state),
        Optional.ofNullable(option(parsed, "--site")));
  }

  /** An option of the command or of the word before it: {@code conflicts --state D list}. */
  private static @Nullable String option(ParseResult parsed, String name) {
    for (ParseResult at = parsed; at != null; at = at.subcommand()) {
      String value = at.hasMatchedOption(name) ? at.matchedOptionValue(name, "") : "";
      if (!value.isEmpty()) {
        return value;
      }
    }
    return null;
  }

  /** The beginning of a request. */
  JsonObject request(String command) {
    return new JsonObject().put("command", command).putIfPresent("site", site);
  }

  Json.Fields ask(JsonObject request) throws Refusal, IOException {
    return ControlClient.ask(state, request.build(), new ArrayList<>());
  }

  /** Asks for something that is answered by a list. */
  List<Json.Fields> list(JsonObject request) throws Refusal, IOException {
    List<Json.Fields> items = new ArrayList<>();
    ControlClient.ask(state, request.build(), items);
    return items;
  }
}
