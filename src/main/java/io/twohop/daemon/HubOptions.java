package io.twohop.daemon;

import io.twohop.model.exclude.Excludes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a hub is started with.
 *
 * @param directory the root of the tree, absolute
 * @param state the daemon's directory, absolute; made if it is not there
 * @param site the site's name
 * @param listen {@code HOST:PORT} each; port 0 takes any free one
 * @param advertise addresses for tokens, {@code HOST:PORT} each; empty: those of {@code listen}
 * @param stage the directory from which files are renamed into place; empty: chosen at start
 * @param excludes what is nobody's business
 */
public record HubOptions(
    Path directory,
    Path state,
    String site,
    List<String> listen,
    List<String> advertise,
    Optional<Path> stage,
    Excludes excludes) {
  public HubOptions {
    listen = List.copyOf(listen);
    advertise = List.copyOf(advertise);
  }
}
