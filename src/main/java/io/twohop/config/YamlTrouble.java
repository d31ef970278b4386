package io.twohop.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * What the YAML parser found, in words of people who do not know its grammar.
 *
 * @param line from 1
 */
record YamlTrouble(int line, String text) {
  static final String QUOTE_IT =
      "; in YAML a value that begins with * ! & [ { @ ` # or % must stand in quotes";

  static YamlTrouble of(MarkedYamlEngineException e) {
    String problem = Optional.ofNullable(e.getProblem()).orElse("");
    if (isOpen(problem)) {
      // Where it begins: the parser notices at the next key, or at the end of the file.
      return new YamlTrouble(
          line(e.getContextMark().or(e::getProblemMark)),
          "a bracket or a quote is opened and not closed" + QUOTE_IT);
    }
    return new YamlTrouble(line(e.getProblemMark().or(e::getContextMark)), plain(problem));
  }

  private static boolean isOpen(String problem) {
    return problem.contains("stream end>")
        || problem.contains("end of stream")
        || problem.startsWith("expected ',' or ");
  }

  private static String plain(String problem) {
    if (problem.contains("(TAB)")) {
      return "begins with a tab; YAML is indented by spaces";
    }
    if (problem.startsWith("mapping values are not allowed")) {
      return "has a ':' too many, or is indented otherwise than the keys above; a value with ': ' in"
          + " it must stand in quotes";
    }
    if (problem.contains("another document")) {
      return "begins a second document; only one is read, so leave the '---' out";
    }
    if (problem.contains("<block end>")) {
      return "is indented otherwise than the lines above it";
    }
    if (problem.contains("character") || problem.contains("alias")) {
      return "begins with a character that has a meaning of its own" + QUOTE_IT;
    }
    return problem.isEmpty() ? "is not YAML" : "is not YAML: " + problem;
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(Mark::getLine).orElse(0) + 1;
  }
}
