package io.twohop.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A site as small as one can be and still look like one. */
final class SampleSite {
  private static final Map<String, String> FILES =
      new TreeMap<>(
          Map.of(
              "index.php", "<?php require 'wp-content/themes/plain/index.php';\n",
              "readme.html", "<h1>A sample site</h1>\n",
              ".htaccess", "RewriteEngine On\n",
              "wp-content/themes/plain/index.php", "<?php echo 'hello';\n",
              "wp-content/themes/plain/style.css", "body { font: 16px sans-serif }\n",
              "wp-content/plugins/greeter/greeter.php", "<?php /* Plugin Name: Greeter */\n",
              "wp-content/uploads/2026/01/picture.svg",
                  "<svg xmlns='http://www.w3.org/2000/svg'/>\n"));

  private SampleSite() {}

  /** Writes what is missing; what is there stays as it is. */
  static void writeInto(Path directory) throws IOException {
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Path above = path.getParent();
      if (above != null) {
        Files.createDirectories(above);
      }
      if (!Files.exists(path)) {
        Files.writeString(path, file.getValue());
      }
    }
  }
}
