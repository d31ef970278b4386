package io.twohop.control;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Lines of UTF-8 from a stream, none longer than a limit. */
final class Lines {
  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[8192];
  private int at;
  private int end;

  Lines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * The next line without its end.
   *
   * @throws EOFException if the stream ends before the line does
   * @throws IOException if the line is too long
   */
  String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      for (int i = at; i < end; i++) {
        if (buffer[i] == '\n') {
          line.write(buffer, at, i - at);
          at = i + 1;
          return line.toString(StandardCharsets.UTF_8);
        }
      }
      line.write(buffer, at, end - at);
      if (line.size() > maxBytes) {
        throw new IOException("a line is longer than " + maxBytes + " bytes");
      }
      at = 0;
      end = Math.max(0, in.read(buffer));
      if (end == 0) {
        throw new EOFException("the other side ended in the middle");
      }
    }
  }
}
