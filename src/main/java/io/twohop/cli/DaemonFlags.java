package io.twohop.cli;

import io.twohop.config.Command;
import io.twohop.config.ConfigException;
import io.twohop.config.ConfigText;
import io.twohop.config.Given;
import io.twohop.config.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The flags of {@code hub} and {@code spoke}. Their values are not understood here: {@code config}
 * reads them together with the file, so that all mistakes come at once.
 */
final class DaemonFlags {
  private static final Map<Key, String[]> TEXTS =
      Map.ofEntries(
          text(Key.DIR, "DIR", "The tree to keep the same."),
          text(
              Key.STATE,
              "DIR",
              "The daemon's own directory, outside of any tree; default /var/lib/twohop for root,"
                  + " else $XDG_STATE_HOME/twohop."),
          text(
              Key.STAGE,
              "DIR",
              "A private directory on the tree's file system, where files are finished; default:"
                  + " found by itself."),
          text(Key.SITE, "NAME", "The site; default: main, or the only one."),
          text(Key.LISTEN, "HOST:PORT", "Where spokes dial in; default [::]:7420."),
          text(
              Key.ADVERTISE,
              "HOST:PORT",
              "What tokens name as the hub's address; default: found from --listen."),
          text(Key.HUB, "HOST:PORT", "The hub; default: as the token says."),
          text(Key.TOKEN, "TOKEN", "The invitation, for the first start only."),
          text(Key.NAME, "NAME", "This member's label; default: the machine's name."),
          text(
              Key.FIRST_CONTACT,
              "merge|mirror",
              "For a first start with a directory that is not empty: merge keeps both, differences"
                  + " become conflicts; mirror makes it as the hub has it, what only this server has"
                  + " is moved aside."),
          text(
              Key.HTTP,
              "HOST:PORT",
              "Where /ready, /health and /metrics answer; default 127.0.0.1:7421."),
          text(
              Key.HEALTH,
              "HOST:PORT",
              "A further address for /ready and /health alone, for a load balancer elsewhere."),
          text(Key.EXCLUDE, "PATTERN", "What is nobody's business, as in .gitignore."));

  private DaemonFlags() {}

  private static Map.Entry<Key, String[]> text(Key key, String label, String description) {
    return Map.entry(key, new String[] {label, description});
  }

  static void addTo(CommandSpec spec, Command command) {
    for (Key key : Key.values()) {
      String[] text = TEXTS.getOrDefault(key, new String[] {"VALUE", ""});
      if (key.isFor(command)) {
        String flag = "--" + key.word();
        spec.addOption(
            key.takesMany()
                ? Flags.values(flag, text[0], text[1])
                : Flags.value(flag, text[0], text[1]));
      }
    }
    spec.addOption(
        Flags.value("--config", "FILE", "A YAML file that says the same; flags win over it."));
  }

  static List<Given> given(ParseResult parsed, Command command, Terminal terminal) {
    List<Given> given = new ArrayList<>();
    Path here = terminal.workingDirectory();
    for (Key key : Key.values()) {
      String flag = "--" + key.word();
      if (!key.isFor(command) || !parsed.hasMatchedOption(flag)) {
        continue;
      }
      if (key.takesMany()) {
        List<String> values = parsed.matchedOptionValue(flag, List.of());
        values.forEach(value -> given.add(Given.flag(key, value, here)));
      } else {
        given.add(Given.flag(key, parsed.matchedOptionValue(flag, ""), here));
      }
    }
    return given;
  }

  static Optional<ConfigText> file(ParseResult parsed, Terminal terminal) throws ConfigException {
    if (!parsed.hasMatchedOption("--config")) {
      return Optional.empty();
    }
    return Optional.of(ConfigText.read(terminal.path(parsed.matchedOptionValue("--config", ""))));
  }
}
