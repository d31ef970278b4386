package io.twohop.scan;

import io.twohop.model.Bytes;
import io.twohop.model.Entry;
import io.twohop.model.Facets;
import io.twohop.model.Finding;
import io.twohop.model.Fingerprint;
import io.twohop.posix.Stat;
import org.jspecify.annotations.Nullable;

/**
 * What changed between the fingerprint last seen and the disk now. The wanted entry plays no part:
 * what this member could not set (an owner, without root) is not a change made here.
 */
final class Comparison {
  private Comparison() {}

  /** The facets of a directory; where it was never seen here, against what it should be. */
  static Facets directory(KnownNode known, Stat stat, Entry.Directory now) {
    Fingerprint seen = known.seen();
    if (seen == null || !known.entry().isDirectory()) {
      return Facets.between(known.entry(), now);
    }
    return new Facets(false, modeDiffers(seen, stat), ownerDiffers(seen, stat), false);
  }

  /** The facets of a file whose content was read. */
  static Facets file(KnownNode known, Stat stat, Entry.RegularFile now) {
    Fingerprint seen = known.seen();
    if (seen == null || !(known.entry() instanceof Entry.RegularFile before)) {
      return Facets.between(known.entry(), now);
    }
    return new Facets(
        !before.content().equals(now.content()),
        modeDiffers(seen, stat),
        ownerDiffers(seen, stat),
        !seen.mtime().equals(now.mtime()));
  }

  /** The facets of a symlink whose target was read: its mode and times are not carried. */
  static Facets symlink(KnownNode known, Stat stat, Entry.Symlink now) {
    Fingerprint seen = known.seen();
    if (seen == null || !(known.entry() instanceof Entry.Symlink before)) {
      return Facets.between(known.entry(), now);
    }
    return new Facets(
        !before.target().equals(now.target()), false, ownerDiffers(seen, stat), false);
  }

  /** The finding for a node that is (or for null, becomes) this entry at this place. */
  static Finding.Present present(
      @Nullable KnownNode known,
      Place place,
      Entry now,
      Facets changed,
      Fingerprint seen,
      @Nullable Bytes bytes) {
    Entry entry = known == null ? now : changed.apply(known.entry(), now);
    return new Finding.Present(
        known == null ? null : known.node(),
        place.parent(),
        place.name(),
        entry,
        known == null ? Facets.ALL : changed,
        seen,
        known == null || changed.content() ? bytes : null);
  }

  private static boolean modeDiffers(Fingerprint seen, Stat stat) {
    return ((seen.mode() ^ stat.mode()) & Entry.MODE_BITS) != 0;
  }

  private static boolean ownerDiffers(Fingerprint seen, Stat stat) {
    return seen.uid() != stat.uid() || seen.gid() != stat.gid();
  }
}
