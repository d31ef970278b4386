package io.twohop.scan;

import io.twohop.model.Name;
import java.util.List;

/** Which names this room does not see. */
@FunctionalInterface
public interface Exclusion {
  Exclusion NOTHING = (path, directory) -> false;

  /**
   * Whether a name is one of them.
   *
   * @param path from the root, its last name the one in question; its ancestors are not excluded
   */
  boolean excluded(List<Name> path, boolean directory);
}
