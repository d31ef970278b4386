package io.twohop.apply;

import io.twohop.model.Name;
import java.util.List;

/** Which names a site does not sync. */
@FunctionalInterface
public interface Excluded {
  Excluded NOTHING = (path, directory) -> false;

  /**
   * Whether a name is none of ours.
   *
   * @param path from the root, its last name the one in question; its ancestors are not excluded
   */
  boolean test(List<Name> path, boolean directory);
}
