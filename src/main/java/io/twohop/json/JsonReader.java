package io.twohop.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Text to values, strictly as RFC 8259 has it, with two limits of its own: numbers are whole and
 * fit 64 bits, and nesting ends at {@value #MAX_DEPTH}. A name given twice in one object is
 * refused.
 */
public final class JsonReader {
  /** LIMIT: our own messages nest four deep; the stack holds far more. */
  static final int MAX_DEPTH = 32;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads one value and nothing after it.
   *
   * @throws JsonMistake if it is anything else
   */
  public static Json read(String text) throws JsonMistake {
    JsonReader reader = new JsonReader(text);
    Json value = reader.value(0);
    reader.space();
    if (reader.at != text.length()) {
      throw reader.mistake("more than one value");
    }
    return value;
  }

  private Json value(int depth) throws JsonMistake {
    if (depth > MAX_DEPTH) {
      throw mistake("nested too deeply");
    }
    space();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new Json.Text(string());
      case 't' -> word("true", new Json.Flag(true));
      case 'f' -> word("false", new Json.Flag(false));
      case 'n' -> word("null", new Json.Nothing());
      default -> number();
    };
  }

  private Json object(int depth) throws JsonMistake {
    SequencedMap<String, Json> fields = new LinkedHashMap<>();
    at++;
    space();
    if (skip('}')) {
      return new Json.Fields(fields);
    }
    do {
      space();
      if (peek() != '"') {
        throw mistake("a name was expected");
      }
      String name = string();
      space();
      if (!skip(':')) {
        throw mistake("':' was expected");
      }
      if (fields.put(name, value(depth + 1)) != null) {
        throw mistake("a name is given twice");
      }
      space();
    } while (skip(','));
    if (!skip('}')) {
      throw mistake("',' or '}' was expected");
    }
    return new Json.Fields(fields);
  }

  private Json array(int depth) throws JsonMistake {
    List<Json> items = new ArrayList<>();
    at++;
    space();
    if (skip(']')) {
      return new Json.Items(items);
    }
    do {
      items.add(value(depth + 1));
      space();
    } while (skip(','));
    if (!skip(']')) {
      throw mistake("',' or ']' was expected");
    }
    return new Json.Items(items);
  }

  private Json word(String word, Json meaning) throws JsonMistake {
    if (!text.startsWith(word, at)) {
      throw mistake("a value was expected");
    }
    at += word.length();
    return meaning;
  }

  private Json number() throws JsonMistake {
    int start = at;
    skip('-');
    int digits = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == digits) {
      throw mistake("a value was expected");
    }
    if (text.charAt(digits) == '0' && at > digits + 1) {
      throw mistake("a number begins with 0");
    }
    if (peek() == '.' || peek() == 'e' || peek() == 'E') {
      throw mistake("a number is not whole");
    }
    try {
      return new Json.Whole(Long.parseLong(text, start, at, 10));
    } catch (NumberFormatException e) {
      throw mistake("a number is too long");
    }
  }

  private String string() throws JsonMistake {
    StringBuilder out = new StringBuilder();
    at++;
    while (true) {
      char c = peek();
      if (c < ' ') {
        throw mistake(
            at >= text.length() ? "a string does not end" : "a control character in a string");
      }
      at++;
      if (c == '"') {
        return out.toString();
      }
      out.append(c == '\\' ? escape() : c);
    }
  }

  private char escape() throws JsonMistake {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw mistake("an unknown escape");
    };
  }

  private char unicode() throws JsonMistake {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0 || peek() > 'f') {
        throw mistake("four hexadecimal digits were expected");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean skip(char c) {
    if (peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  /** The next character, NUL at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private JsonMistake mistake(String what) {
    return new JsonMistake(what, Math.min(at, text.length()));
  }
}
