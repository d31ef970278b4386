package io.twohop.daemon;

import io.twohop.model.exclude.Excludes;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a spoke is started with.
 *
 * @param directory the root of the tree, absolute
 * @param state the daemon's directory, absolute; made if it is not there
 * @param site the site's name; empty: the only one
 * @param hub {@code HOST:PORT} to dial; empty: as the token or an earlier start says
 * @param token the invitation; needed at the first start only
 * @param name this member's label
 * @param firstContact what to do with a tree that is not empty at the first start; empty: refuse
 * @param stage the directory from which files are renamed into place; empty: chosen at start
 * @param excludes what is nobody's business
 */
public record SpokeOptions(
    Path directory,
    Path state,
    Optional<String> site,
    Optional<String> hub,
    Optional<String> token,
    String name,
    Optional<FirstContact> firstContact,
    Optional<Path> stage,
    Excludes excludes) {
  /** What happens to a spoke's own content when it meets the hub for the first time. */
  public enum FirstContact {
    /** Union; what differs is kept as a conflict. */
    MERGE,
    /** The hub is the truth; what only the spoke has is put aside. */
    MIRROR
  }
}
