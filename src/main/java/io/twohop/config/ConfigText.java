package io.twohop.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A configuration file, read but not understood.
 *
 * @param name how messages call it
 * @param folder what relative paths in it are relative to; absolute
 */
public record ConfigText(String name, Path folder, String text) {
  /** LIMIT: far above any file written by a person, far below what would hurt the heap. */
  static final int MAX_BYTES = 1 << 20;

  /**
   * Reads the file.
   *
   * @throws ConfigException if it is missing, unreadable, too long or not UTF-8
   */
  public static ConfigText read(Path file) throws ConfigException {
    Path absolute = file.toAbsolutePath();
    String name = String.valueOf(file.getFileName());
    try {
      if (Files.isDirectory(absolute)) {
        throw refused(file, "is a directory; name a file");
      }
      if (Files.size(absolute) > MAX_BYTES) {
        throw refused(file, "is longer than " + MAX_BYTES + " bytes");
      }
      byte[] bytes = Files.readAllBytes(absolute);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new ConfigText(name, parentOf(absolute), text);
    } catch (NoSuchFileException e) {
      throw refused(file, "there is no such file");
    } catch (CharacterCodingException e) {
      throw refused(file, "is not UTF-8 text");
    } catch (IOException e) {
      throw refused(file, "cannot be read: " + Reasons.why(e));
    }
  }

  private static Path parentOf(Path absolute) {
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }

  private static ConfigException refused(Path file, String why) {
    return new ConfigException(List.of(new Mistake(new Place(file.toString(), 0), why)));
  }
}
