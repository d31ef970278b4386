package io.twohop.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The keys and values of a YAML file with their lines.
 *
 * <p>WHY nodes instead of a map: a map has lost the lines, the second of two equal keys and the
 * quotes that tell {@code "!keep"} from a tag.
 */
final class YamlFile {
  private final ConfigText file;
  private final Command command;
  private final Consumer<Mistake> mistakes;
  private final Map<Key, List<Given>> given = new EnumMap<>(Key.class);
  private final Map<Key, Integer> lines = new EnumMap<>(Key.class);

  private YamlFile(ConfigText file, Command command, Consumer<Mistake> mistakes) {
    this.file = file;
    this.command = command;
    this.mistakes = mistakes;
  }

  /** The values by key; what cannot be understood goes to {@code mistakes} and is left out. */
  static Map<Key, List<Given>> read(ConfigText file, Command command, Consumer<Mistake> mistakes) {
    YamlFile reader = new YamlFile(file, command, mistakes);
    reader.read();
    return reader.given;
  }

  private void read() {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file.name())
            .setAllowDuplicateKeys(true)
            .setMaxAliasesForCollections(1)
            .build();
    try {
      new Compose(settings).composeString(file.text()).ifPresent(this::readRoot);
    } catch (MarkedYamlEngineException e) {
      YamlTrouble trouble = YamlTrouble.of(e);
      mistake(trouble.line(), trouble.text());
    } catch (ReaderException e) {
      mistake(lineAt(e.getPosition()), "has a control character, which no text file needs");
    } catch (YamlEngineException e) {
      mistake(1, "is not YAML: " + e.getMessage());
    }
  }

  /** Of a place in the text, counted in characters. */
  private int lineAt(int position) {
    String before = file.text().substring(0, Math.clamp(position, 0, file.text().length()));
    return 1 + (int) before.chars().filter(c -> c == '\n').count();
  }

  private void readRoot(Node root) {
    switch (root) {
      case MappingNode mapping -> mapping.getValue().forEach(this::readPair);
      case ScalarNode scalar when isEmpty(scalar) -> {}
      default -> mistake(lineOf(root), "expected keys and values, as 'dir: /srv/www'");
    }
  }

  private static boolean isEmpty(ScalarNode scalar) {
    return scalar.isPlain() && scalar.getTag().equals(Tag.NULL);
  }

  private void readPair(NodeTuple pair) {
    int line = lineOf(pair.getKeyNode());
    if (!(pair.getKeyNode() instanceof ScalarNode word)) {
      mistake(line, "a key is one word, as 'dir: /srv/www'");
      return;
    }
    Optional<Key> known = find(word.getValue());
    if (known.isEmpty()) {
      mistake(
          line,
          "unknown key '" + word.getValue() + "'" + DidYouMean.among(word.getValue(), command));
      return;
    }
    Key key = known.get();
    if (!key.isFor(command)) {
      mistake(line, "'" + key.word() + "' is not for a " + command.word());
      return;
    }
    Integer before = lines.putIfAbsent(key, line);
    if (before != null) {
      mistake(line, "'" + key.word() + "' is given already in line " + before);
      return;
    }
    List<Given> values = new ArrayList<>();
    if (pair.getValueNode() instanceof SequenceNode list && key.takesMany()) {
      list.getValue().forEach(item -> readValue(key, item, values));
    } else {
      readValue(key, pair.getValueNode(), values);
    }
    given.put(key, values);
  }

  private void readValue(Key key, Node node, List<Given> into) {
    int line = lineOf(node);
    switch (node) {
      case ScalarNode scalar when scalar.getTag().getValue().startsWith("!") ->
          mistake(
              line,
              "'"
                  + key.word()
                  + "' has the tag "
                  + scalar.getTag().getValue()
                  + YamlTrouble.QUOTE_IT);
      case ScalarNode scalar when isEmpty(scalar) ->
          mistake(
              line,
              "'" + key.word() + "' has no value" + (key.takesMany() ? YamlTrouble.QUOTE_IT : ""));
      case ScalarNode scalar ->
          into.add(new Given(key, scalar.getValue(), new Place(file.name(), line), file.folder()));
      case SequenceNode _ ->
          mistake(
              line,
              key.takesMany()
                  ? "'" + key.word() + "' has a list within its list" + YamlTrouble.QUOTE_IT
                  : "'" + key.word() + "' takes one value, not a list");
      default -> mistake(line, "'" + key.word() + "' takes plain values" + YamlTrouble.QUOTE_IT);
    }
  }

  private static Optional<Key> find(String word) {
    for (Key key : Key.values()) {
      if (key.word().equals(word)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private void mistake(int line, String what) {
    mistakes.accept(new Mistake(new Place(file.name(), line), what));
  }
}
