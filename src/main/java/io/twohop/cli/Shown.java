package io.twohop.cli;

import java.nio.charset.StandardCharsets;

/**
 * Text as a terminal may have it. What would steer the terminal, or turn the direction of writing,
 * is shown as the bytes that it is, {@code \xNN}: it comes from arguments and from names.
 */
final class Shown {
  private Shown() {}

  /** One line. */
  static String line(String text) {
    return escaped(text, "");
  }

  /** Lines, with tabs where there are any. */
  static String lines(String text) {
    return escaped(text, "\n\t");
  }

  private static String escaped(String text, String plain) {
    StringBuilder out = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int point = text.codePointAt(at);
      if (plain.indexOf(point) < 0 && steers(point)) {
        for (byte each : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
          out.append("\\x");
          out.append(Character.forDigit(each >> 4 & 15, 16))
              .append(Character.forDigit(each & 15, 16));
        }
      } else {
        out.appendCodePoint(point);
      }
    }
    return out.toString();
  }

  private static boolean steers(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL, Character.FORMAT -> true;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }
}
