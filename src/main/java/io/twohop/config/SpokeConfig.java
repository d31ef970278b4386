package io.twohop.config;

import io.twohop.model.exclude.Excludes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code twohop spoke} was asked for, with the defaults filled in. Paths are absolute.
 *
 * @param dir the root of the synchronised tree
 * @param state the daemon's directory
 * @param site the name of the site; empty: the only one
 * @param hub where to dial; empty: as the token or an earlier start says
 * @param token the invitation for the first start
 * @param name this member's label
 * @param firstContact needed when the tree is not empty at the first start
 * @param http readiness, health, metrics
 * @param health readiness alone, for a load balancer on another machine
 * @param stage the directory from which files are renamed into place; empty: chosen at start
 * @param excludes what is nobody's business
 */
public record SpokeConfig(
    Path dir,
    Path state,
    Optional<String> site,
    Optional<HostPort> hub,
    Optional<String> token,
    String name,
    Optional<FirstContact> firstContact,
    HostPort http,
    Optional<HostPort> health,
    Optional<Path> stage,
    Excludes excludes) {

  /**
   * Joins flags and file; a key given as a flag hides that key of the file.
   *
   * @throws ConfigException with all mistakes of both
   */
  public static SpokeConfig from(
      List<Given> flags, Optional<ConfigText> file, Surroundings surroundings)
      throws ConfigException {
    Reading reading = Reading.of(Command.SPOKE, flags, file);
    SpokeConfig config =
        new SpokeConfig(
            reading.requiredPath(Key.DIR),
            reading.path(Key.STATE).orElse(surroundings.defaultState()),
            reading.siteName(),
            reading.dialled(reading.addresses(Key.HUB), Key.HUB).stream().findFirst(),
            reading.token(),
            reading.memberName().orElse(surroundings.hostName()),
            reading.firstContact(),
            reading.address(Key.HTTP).orElse(HubConfig.DEFAULT_HTTP),
            reading.address(Key.HEALTH),
            reading.path(Key.STAGE),
            reading.excludes());
    reading.finish();
    return config;
  }
}
