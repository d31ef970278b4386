package io.twohop.apply;

import io.twohop.model.ContentHash;
import io.twohop.model.Fingerprint;
import io.twohop.posix.Stat;
import org.jspecify.annotations.Nullable;

/**
 * A file or symlink that left the tree and lies in the stage, where a writer who opened it before
 * may still change it.
 *
 * @param expected what it was when the plan was made
 * @param out what came out of the tree, stat'ed right after
 * @param freshThen its times were so close to the clock, when it came out, that a write need not
 *     have changed them; or somebody had it open for writing, so that nobody has read it since
 */
record Displaced(
    StageName name, Fingerprint expected, Stat out, boolean freshThen, long sinceNanos) {
  Displaced cameOut(Stat instead) {
    return new Displaced(name, expected, instead, freshThen, sinceNanos);
  }

  @Nullable ContentHash expectedHash() {
    return name.base();
  }
}
