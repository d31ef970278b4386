package io.twohop.json;

import java.util.List;
import java.util.Map;

/** Values to text. Control characters are escaped, so that one value is one line. */
final class JsonWriter {
  private static final int COMPACT = -1;

  private final StringBuilder out = new StringBuilder();
  private final boolean compact;

  private JsonWriter(boolean compact) {
    this.compact = compact;
  }

  static String line(Json value) {
    return text(value, true);
  }

  static String indented(Json value) {
    return text(value, false);
  }

  private static String text(Json value, boolean compact) {
    JsonWriter writer = new JsonWriter(compact);
    writer.write(value, compact ? COMPACT : 0);
    return writer.out.toString();
  }

  private void write(Json value, int depth) {
    switch (value) {
      case Json.Text(String text) -> quote(text);
      case Json.Whole(long whole) -> out.append(whole);
      case Json.Flag(boolean flag) -> out.append(flag);
      case Json.Nothing() -> out.append("null");
      case Json.Items(List<Json> items) -> array(items, depth);
      case Json.Fields fields -> object(fields, depth);
    }
  }

  private void array(List<Json> items, int depth) {
    out.append('[');
    boolean first = true;
    for (Json item : items) {
      next(first, depth);
      write(item, inner(depth));
      first = false;
    }
    end(items.isEmpty(), depth);
    out.append(']');
  }

  private void object(Json.Fields fields, int depth) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, Json> field : fields.values().entrySet()) {
      next(first, depth);
      quote(field.getKey());
      out.append(compact ? ":" : ": ");
      write(field.getValue(), inner(depth));
      first = false;
    }
    end(fields.values().isEmpty(), depth);
    out.append('}');
  }

  private void next(boolean first, int depth) {
    if (!first) {
      out.append(',');
    }
    if (!compact) {
      out.append('\n').repeat("  ", depth + 1);
    }
  }

  private void end(boolean empty, int depth) {
    if (!compact && !empty) {
      out.append('\n').repeat("  ", depth);
    }
  }

  private int inner(int depth) {
    return compact ? COMPACT : depth + 1;
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          if (Character.isISOControl(c) || (Character.isSurrogate(c) && !isPaired(text, i))) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** A lone surrogate has no UTF-8 form and would be sent as a question mark. */
  private static boolean isPaired(String text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
