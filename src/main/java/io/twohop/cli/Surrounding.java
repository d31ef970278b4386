package io.twohop.cli;

import io.twohop.config.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the defaults of this process depend on. */
final class Surrounding {
  private Surrounding() {}

  static Surroundings of(Terminal terminal) {
    @Nullable String home = terminal.environment().get("XDG_STATE_HOME");
    Optional<Path> xdg =
        home != null && home.startsWith("/") ? Optional.of(Path.of(home)) : Optional.empty();
    return new Surroundings(isRoot(), Path.of(System.getProperty("user.home")), xdg, hostName());
  }

  static boolean isRoot() {
    return user().equals("root");
  }

  static String user() {
    return System.getProperty("user.name");
  }

  /** Without its domain; from the kernel, so that no resolver is asked. */
  private static String hostName() {
    String name;
    try {
      name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      name = "member";
    }
    int dot = name.indexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
