package io.twohop.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All that is carried of a tree, as text by path. */
final class Snapshots {
  private Snapshots() {}

  static Map<String, String> of(Path root) {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        if (!path.equals(root)) {
          tree.put(root.relativize(path).toString(), entry(path));
        }
      }
      return tree;
    } catch (IOException | UncheckedIOException changing) {
      return Map.of("changing", String.valueOf(changing));
    }
  }

  private static String entry(Path path) throws IOException {
    Map<String, Object> stat =
        Files.readAttributes(
            path, "unix:mode,lastModifiedTime,size,uid,gid", LinkOption.NOFOLLOW_LINKS);
    String owner = stat.get("uid") + ":" + stat.get("gid");
    if (Files.isSymbolicLink(path)) {
      return "link " + owner + " " + Files.readSymbolicLink(path);
    }
    String mode = Integer.toOctalString((int) stat.get("mode") & 0777);
    if (Files.isDirectory(path)) {
      return "directory " + mode + " " + owner;
    }
    return "file "
        + mode
        + " "
        + owner
        + " "
        + stat.get("lastModifiedTime")
        + " "
        + stat.get("size")
        + " "
        + hash(path);
  }

  private static String hash(Path path) throws IOException {
    try {
      byte[] digest =
          java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
