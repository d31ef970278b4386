package io.twohop.model;

/**
 * Which sides of an entry somebody changed. {@code content} covers kind, bytes and link target, and
 * the times that follow them; {@code mtime} alone is a touch.
 */
public record Facets(boolean content, boolean mode, boolean owner, boolean mtime) {
  public static final Facets NONE = new Facets(false, false, false, false);
  public static final Facets ALL = new Facets(true, true, true, true);

  public boolean isNone() {
    return this.equals(NONE);
  }

  public Facets or(Facets o) {
    return new Facets(content || o.content, mode || o.mode, owner || o.owner, mtime || o.mtime);
  }

  public Facets and(Facets o) {
    return new Facets(content && o.content, mode && o.mode, owner && o.owner, mtime && o.mtime);
  }

  public Facets without(Facets o) {
    return new Facets(content && !o.content, mode && !o.mode, owner && !o.owner, mtime && !o.mtime);
  }

  /** The facets in which {@code to} differs from {@code from}; all of them where the kind does. */
  public static Facets between(Entry from, Entry to) {
    if (from.getClass() != to.getClass()) {
      return ALL;
    }
    boolean owner = !from.owner().means(to.owner());
    return switch (from) {
      case Entry.RegularFile f -> {
        Entry.RegularFile g = (Entry.RegularFile) to;
        yield new Facets(
            !f.content().equals(g.content()),
            f.mode() != g.mode(),
            owner,
            !f.mtime().equals(g.mtime()));
      }
      case Entry.Directory d ->
          new Facets(false, d.mode() != ((Entry.Directory) to).mode(), owner, false);
      case Entry.Symlink s -> new Facets(!s.sameContent(to), false, owner, false);
    };
  }

  /**
   * {@code base} with these facets taken from {@code from}. Content brings the kind and the times
   * along.
   */
  public Entry apply(Entry base, Entry from) {
    if (content && base.getClass() != from.getClass()) {
      return from;
    }
    Owner newOwner = owner ? from.owner() : base.owner();
    return switch (base) {
      case Entry.RegularFile b when from instanceof Entry.RegularFile f ->
          new Entry.RegularFile(
              content ? f.content() : b.content(),
              content ? f.sizeBytes() : b.sizeBytes(),
              mode ? f.mode() : b.mode(),
              newOwner,
              content || mtime ? f.mtime() : b.mtime());
      case Entry.Directory b when from instanceof Entry.Directory f ->
          new Entry.Directory(mode ? f.mode() : b.mode(), newOwner);
      case Entry.Symlink b when from instanceof Entry.Symlink f ->
          new Entry.Symlink(content ? f.target() : b.target(), newOwner);
      case Entry.RegularFile b ->
          new Entry.RegularFile(b.content(), b.sizeBytes(), b.mode(), newOwner, b.mtime());
      case Entry.Directory b -> new Entry.Directory(b.mode(), newOwner);
      case Entry.Symlink b -> new Entry.Symlink(b.target(), newOwner);
    };
  }
}
