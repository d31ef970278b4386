package io.twohop.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The examples in {@code docs/protocol.md}: blocks fenced as {@code example NAME}. */
public final class ProtocolDocument {
  private static final Path PATH = Path.of("docs/protocol.md");
  private static final String FENCE = "```";

  private ProtocolDocument() {}

  /** The bytes of each example, by its name. */
  public static Map<String, byte[]> examples() {
    Map<String, byte[]> examples = new LinkedHashMap<>();
    StringBuilder hex = null;
    String name = "";
    for (String line : lines()) {
      if (hex == null && line.startsWith(FENCE + "example ")) {
        name = line.substring((FENCE + "example ").length());
        hex = new StringBuilder();
      } else if (hex != null && line.equals(FENCE)) {
        examples.put(name, HexFormat.of().parseHex(hex));
        hex = null;
      } else if (hex != null) {
        hex.append(line.replace(" ", ""));
      }
    }
    return examples;
  }

  private static Iterable<String> lines() {
    try {
      return Files.readAllLines(PATH);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A block as it belongs into the document. */
  public static String block(String name, Object value, byte[] bytes) {
    StringBuilder text = new StringBuilder("`").append(value).append("`\n\n");
    text.append(FENCE).append("example ").append(name).append('\n');
    for (int from = 0; from < bytes.length; from += 32) {
      int to = Math.min(bytes.length, from + 32);
      text.append(HexFormat.ofDelimiter(" ").formatHex(bytes, from, to)).append('\n');
    }
    return text.append(FENCE).append("\n\n").toString();
  }
}
