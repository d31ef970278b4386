package io.twohop.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as one line of text that is safe in a log, a terminal and a report.
 *
 * <p>Valid UTF-8 is shown as it is, but for control and formatting characters and the backslash;
 * any other byte is shown as {@code \xNN}. Two different inputs never give the same text.
 */
public final class Escaped {
  private Escaped() {}

  public static String text(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length + 8);
    int at = 0;
    while (at < bytes.length) {
      int length = sequenceLength(bytes[at]);
      String shown = length > 0 && at + length <= bytes.length ? decoded(bytes, at, length) : "";
      if (shown.isEmpty()) {
        out.append(String.format("\\x%02x", bytes[at] & 0xff));
        at++;
      } else {
        out.append(shown);
        at += length;
      }
    }
    return out.toString();
  }

  /** Bytes in the UTF-8 sequence that starts with {@code first}, 0 if none does. */
  private static int sequenceLength(byte first) {
    int lead = first & 0xff;
    if (lead < 0x80) {
      return 1;
    }
    return lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  }

  /** One character, or nothing if the bytes are not one or it may not be shown. */
  private static String decoded(byte[] bytes, int from, int length) {
    try {
      String one =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, from, length))
              .toString();
      int point = one.codePointAt(0);
      boolean hidden =
          point == '\\'
              || Character.isISOControl(point)
              || Character.getType(point) == Character.FORMAT
              || Character.getType(point) == Character.LINE_SEPARATOR
              || Character.getType(point) == Character.PARAGRAPH_SEPARATOR
              || Character.getType(point) == Character.UNASSIGNED;
      return hidden ? "" : one;
    } catch (CharacterCodingException e) {
      return "";
    }
  }
}
