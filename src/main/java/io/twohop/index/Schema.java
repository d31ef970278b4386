package io.twohop.index;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The shape of a database: the text that makes a fresh one, and the steps that bring older ones to
 * it.
 *
 * @param applicationId what {@code PRAGMA application_id} says, so that file(1) and we can tell the
 *     databases apart
 * @param fresh SQL that makes an empty database of the newest version
 * @param migrations SQL that brings version i + 1 to version i + 2, in order
 */
record Schema(String name, int applicationId, String fresh, List<String> migrations) {
  /** A member's base; {@code 2hIx} in ASCII. */
  static final Schema INDEX = of("index", 0x32684978, 1);

  /** The hub's heads; {@code 2hHd} in ASCII. */
  static final Schema HEADS = of("heads", 0x32684864, 0);

  Schema {
    migrations = List.copyOf(migrations);
  }

  /** The newest version, which {@code PRAGMA user_version} of a fresh database says. */
  int version() {
    return migrations.size() + 1;
  }

  /** The schema in {@code schema/NAME.sql} and {@code schema/NAME-2.sql} and so on. */
  private static Schema of(String name, int applicationId, int migrationCount) {
    List<String> migrations =
        java.util.stream.IntStream.rangeClosed(2, migrationCount + 1)
            .mapToObj(to -> resource(name + "-" + to + ".sql"))
            .toList();
    return new Schema(name, applicationId, resource(name + ".sql"), migrations);
  }

  private static String resource(String file) {
    try (InputStream in = Schema.class.getResourceAsStream("/schema/" + file)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: schema/" + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
