package io.twohop.config;

import io.twohop.model.exclude.Excludes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code twohop hub} was asked for, with the defaults filled in. Paths are absolute.
 *
 * @param dir the root of the synchronised tree
 * @param state the daemon's directory
 * @param site the name of the site
 * @param listen where spokes dial in; at least one
 * @param advertise the addresses written into tokens; empty: found from {@code listen}
 * @param http readiness, health, metrics
 * @param health readiness alone, for a load balancer on another machine
 * @param stage the directory from which files are renamed into place; empty: chosen at start
 * @param excludes what is nobody's business
 */
public record HubConfig(
    Path dir,
    Path state,
    String site,
    List<HostPort> listen,
    List<HostPort> advertise,
    HostPort http,
    Optional<HostPort> health,
    Optional<Path> stage,
    Excludes excludes) {
  static final String DEFAULT_SITE = "main";
  static final HostPort DEFAULT_LISTEN = new HostPort("::", 7420);
  static final HostPort DEFAULT_HTTP = new HostPort("127.0.0.1", 7421);

  /**
   * Joins flags and file; a key given as a flag hides that key of the file.
   *
   * @throws ConfigException with all mistakes of both
   */
  public static HubConfig from(
      List<Given> flags, Optional<ConfigText> file, Surroundings surroundings)
      throws ConfigException {
    Reading reading = Reading.of(Command.HUB, flags, file);
    List<HostPort> listen = reading.addresses(Key.LISTEN);
    HubConfig config =
        new HubConfig(
            reading.requiredPath(Key.DIR),
            reading.path(Key.STATE).orElse(surroundings.defaultState()),
            reading.siteName().orElse(DEFAULT_SITE),
            listen.isEmpty() ? List.of(DEFAULT_LISTEN) : listen,
            reading.dialled(reading.addresses(Key.ADVERTISE), Key.ADVERTISE),
            reading.address(Key.HTTP).orElse(DEFAULT_HTTP),
            reading.address(Key.HEALTH),
            reading.path(Key.STAGE),
            reading.excludes());
    reading.finish();
    return config;
  }
}
