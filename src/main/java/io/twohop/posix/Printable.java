package io.twohop.posix;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of a name as text for messages: quoted; control characters, and bytes that are not UTF-8,
 * as {@code \xNN}.
 */
public final class Printable {
  private Printable() {}

  /** The quoted text of a name or path. */
  public static String of(byte[] name) {
    try {
      return quoted(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString(), 0x10FFFF);
    } catch (CharacterCodingException notUtf8) {
      return quoted(new String(name, StandardCharsets.ISO_8859_1), 0x7e);
    }
  }

  private static String quoted(String text, int highestPlain) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('\'');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\\' || c == '\'' || c > highestPlain) {
        quoted
            .append("\\x")
            .append(Character.forDigit(c >> 4 & 15, 16))
            .append(Character.forDigit(c & 15, 16));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('\'').toString();
  }
}
