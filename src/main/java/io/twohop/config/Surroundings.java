package io.twohop.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What defaults depend on.
 *
 * @param root whether the process runs as root
 * @param home the user's home directory
 * @param xdgStateHome {@code $XDG_STATE_HOME} where it is set and absolute
 * @param hostName this machine's name, without its domain
 */
public record Surroundings(boolean root, Path home, Optional<Path> xdgStateHome, String hostName) {
  /** Where the daemon's directory is unless {@code --state} says otherwise. */
  public Path defaultState() {
    if (root) {
      return Path.of("/var/lib/twohop");
    }
    return xdgStateHome.orElse(home.resolve(".local/state")).resolve("twohop");
  }
}
