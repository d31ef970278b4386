package io.twohop.daemon;

import io.twohop.apply.Excluded;
import io.twohop.model.Name;
import io.twohop.model.exclude.Excludes;
import io.twohop.scan.Exclusion;
import java.util.List;

/** What is nobody's business: what the operator excludes, and our own directory in the root. */
record Excluding(Excludes excludes) implements Exclusion, Excluded {
  @Override
  public boolean excluded(List<Name> path, boolean directory) {
    return (path.size() == 1 && path.getFirst().equals(SiteOpening.RESERVED))
        || excludes.excludesBelowIncluded(path, directory);
  }

  @Override
  public boolean test(List<Name> path, boolean directory) {
    return excluded(path, directory);
  }
}
