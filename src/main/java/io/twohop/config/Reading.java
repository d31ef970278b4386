package io.twohop.config;

import io.twohop.model.exclude.ExcludePattern;
import io.twohop.model.exclude.Excludes;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns what was given into values and collects every mistake on the way.
 *
 * <p>A value that cannot be read counts as not given, so that reading goes on; {@link #finish}
 * throws if there was any.
 */
final class Reading {
  private final Command command;
  private final Map<Key, List<Given>> given = new EnumMap<>(Key.class);
  private final List<Mistake> mistakes = new ArrayList<>();

  /** There is a file, and nothing in it could be understood. */
  private boolean unreadable;

  private Reading(Command command) {
    this.command = command;
  }

  /** Reads the file, then lays the flags over it. */
  static Reading of(Command command, List<Given> flags, Optional<ConfigText> file) {
    Reading reading = new Reading(command);
    file.ifPresent(
        text -> reading.given.putAll(YamlFile.read(text, command, reading.mistakes::add)));
    reading.unreadable = reading.given.isEmpty() && !reading.mistakes.isEmpty();
    Map<Key, List<Given>> said = new EnumMap<>(Key.class);
    flags.forEach(flag -> said.computeIfAbsent(flag.key(), _ -> new ArrayList<>()).add(flag));
    said.forEach((key, values) -> {
      if (!key.isFor(command)) {
        reading.mistakes.add(
            new Mistake(values.getFirst().place(), "is not for " + command.word()));
      } else if (values.size() > 1 && !key.takesMany()) {
        reading.mistakes.add(new Mistake(values.getFirst().place(), "is given twice"));
      }
      reading.given.put(key, values);
    });
    return reading;
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigException if anything was wrong
   */
  void finish() throws ConfigException {
    if (!mistakes.isEmpty()) {
      mistakes.sort(Comparator.comparing(Mistake::place));
      throw new ConfigException(mistakes);
    }
  }

  Optional<Path> path(Key key) {
    return each(key, value -> absolute(value)).stream().findFirst();
  }

  /** As {@link #path}; missing is a mistake, and then the answer stands for nothing. */
  Path requiredPath(Key key) {
    // What a file does not say is not known if it cannot be read.
    if (!given.containsKey(key) && !unreadable) {
      mistakes.add(
          new Mistake(
              new Place(command.word(), 0),
              "needs --%s DIR, or %s: DIR in its file".formatted(key.word(), key.word())));
    }
    return path(key).orElse(Path.of("/"));
  }

  private static Path absolute(Given value) {
    try {
      return value.folder().resolve(value.text()).normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is not a path: " + e.getReason(), e);
    }
  }

  Optional<HostPort> address(Key key) {
    return addresses(key).stream().findFirst();
  }

  List<HostPort> addresses(Key key) {
    return each(key, value -> HostPort.parse(value.text()));
  }

  /** Addresses that somebody will dial: port 0 and the unspecified address lead nowhere. */
  List<HostPort> dialled(List<HostPort> addresses, Key key) {
    for (HostPort address : addresses) {
      if (address.port() == 0 || address.host().equals("::") || address.host().equals("0.0.0.0")) {
        Place place = given.getOrDefault(key, List.of()).getFirst().place();
        mistakes.add(
            new Mistake(place, "'" + address + "' cannot be dialled; name the hub and its port"));
      }
    }
    return addresses;
  }

  Optional<String> siteName() {
    return each(
            Key.SITE,
            value ->
                matching(
                    value.text(),
                    "[a-z0-9][a-z0-9._-]{0,63}",
                    "a site's name has 1 to 64 of a-z 0-9 . _ - and begins with a letter or digit"))
        .stream()
        .findFirst();
  }

  Optional<String> memberName() {
    return each(
            Key.NAME,
            value ->
                matching(
                    value.text(),
                    "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
                    "a member's name has 1 to 64 of A-Z a-z 0-9 . _ - and begins with a letter or"
                        + " digit"))
        .stream()
        .findFirst();
  }

  Optional<String> token() {
    return each(
            Key.TOKEN,
            value ->
                matching(
                    value.text(),
                    "[!-~]+",
                    "a token has no spaces; copy the last word that 'twohop token' printed"))
        .stream()
        .findFirst();
  }

  Optional<FirstContact> firstContact() {
    return each(
            Key.FIRST_CONTACT,
            value ->
                switch (value.text()) {
                  case "merge" -> FirstContact.MERGE;
                  case "mirror" -> FirstContact.MIRROR;
                  default ->
                      throw new IllegalArgumentException(
                          "write merge (keep both, differences become conflicts) or mirror (the hub"
                              + " is the truth)");
                })
        .stream()
        .findFirst();
  }

  Excludes excludes() {
    return Excludes.of(
        each(Key.EXCLUDE, value -> ExcludePattern.parse(value.text())).stream()
            .flatMap(Optional::stream)
            .toList());
  }

  private static String matching(String text, String form, String otherwise) {
    if (!text.matches(form)) {
      throw new IllegalArgumentException(otherwise);
    }
    return text;
  }

  private <T> List<T> each(Key key, Function<Given, T> read) {
    List<T> values = new ArrayList<>();
    for (Given value : given.getOrDefault(key, List.of())) {
      try {
        if (value.text().isBlank()) {
          throw new IllegalArgumentException("is empty");
        }
        values.add(read.apply(value));
      } catch (IllegalArgumentException e) {
        String shown = key == Key.TOKEN ? "" : " '" + printable(value.text()) + "'";
        String name = value.place().isInFile() ? key.word() : "";
        mistakes.add(new Mistake(value.place(), (name + shown).strip() + ": " + e.getMessage()));
      }
    }
    return values;
  }

  /** LIMIT: enough to recognise the value, whatever somebody pasted. */
  private static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(80)
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            shown.append(String.format(Locale.ROOT, "\\u%04x", c));
          } else {
            shown.appendCodePoint(c);
          }
        });
    return shown.toString();
  }
}
